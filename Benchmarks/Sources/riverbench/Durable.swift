import CEL
import CFloor
import Glibc
import Host
import RulesEngine
import Store

/// Runs of a river into a database, each beside the same rows written by bare SQLite from C.
final class DurableBench {
  let river: River
  let rulebook: Rulebook
  let folder: String
  private var eventsPath: String { "\(folder)/events.ndjson" }
  private var prepared: String { "\(folder)/prepared.db" }
  private var finished: String { "\(folder)/finished.db" }
  private var floor: String { "\(folder)/floor.db" }

  /// - Parameter rulebook: that of the river where it has been loaded already.
  init(_ river: River, rulebook known: Rulebook? = nil, folder: String) throws {
    self.river = river
    self.folder = folder
    rulebook = known ?? Self.load(river)
    writeFile(eventsPath, river.lines)
    try prepare()
    try check()
  }

  private static func load(_ river: River) -> Rulebook {
    let loaded = Rulebooks.load(files: river.files)
    guard let rulebook = loaded.rulebook else {
      print("error: the rulebook has mistakes: \(loaded.diagnostics.sorted.first?.message ?? "")")
      exit(2)
    }
    return rulebook
  }

  /// The size of the database after a run, what is still in its log included.
  var finishedMegabytes: Double {
    ["", "-wal"].reduce(0) { sum, suffix in
      var information = stat()
      return stat(finished + suffix, &information) == 0 ? sum + Double(information.st_size) / 1e6 : sum
    }
  }

  /// A database with the customers, as it is before any event.
  private func prepare() throws {
    remove(prepared)
    let store = try Store(
      path: prepared, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    try river.fill(store)
  }

  /// Every decision is the one that judging the rules one by one gives, and bare SQLite comes to the same rows.
  private func check() throws {
    var number = 0
    let run = try run(batch: 1_000) { [river] decision in
      let expected = "rule/\(river.ruleName(river.expected(number)))"
      require(
        decision.record.matched == [expected], "event \(number): \(decision.record.matched), not \(expected)")
      let template = expected == "rule/otherwise" ? "otherwise" : "t-\(expected.suffix(5))"
      let arguments =
        "{\"to\":\"\(river.customerKey(river.events[number].customer))\",\"template\":\"\(template)\"}"
      let action = decision.record.actions.first
      require(
        action.map { $0.arguments == Array(arguments.utf8) } ?? false,
        "event \(number): \(action.map { String(decoding: $0.arguments, as: UTF8.self) } ?? "no action"), not \(arguments)"
      )
      number += 1
    }
    require(number == river.events.count, "\(number) decisions")
    _ = run
    _ = replay(batch: 1_000)
    var problem = [CChar](repeating: 0, count: 256)
    require(floor_same(finished, floor, &problem) == 1, text(problem))
  }

  /// One pass over all events with so many of them in a transaction.
  func run(batch: Int, _ onDecision: ((Decision) throws -> Void)? = nil) throws -> Times {
    remove(finished)
    copy(prepared, to: finished)
    let store = try Store(
      path: finished, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    var options = EventRun.Options()
    options.clock = .events
    options.batchEvents = batch
    options.batchSeconds = 3600
    let run = try EventRun(rulebook: rulebook, store: store, options: options)
    run.onDecision = onDecision
    var lines = try LineReader(path: eventsPath, limit: rulebook.limits.eventBytes)
    let times = try timed { try run.process(&lines) }
    require(run.summary.processed == river.events.count, "\(run.summary.processed) events processed")
    require(run.summary.actions == river.events.count, "\(run.summary.actions) actions")
    return times
  }

  /// The same rows by bare SQLite.
  func replay(batch: Int) -> Times {
    remove(floor)
    copy(prepared, to: floor)
    var times = floor_times()
    var problem = [CChar](repeating: 0, count: 256)
    require(floor_replay(finished, floor, Int32(batch), &times, &problem) == 0, text(problem))
    require(times.events == river.events.count, "the floor wrote \(times.events) events")
    return Times(wall: times.wall, cpu: times.cpu)
  }

  /// Runs and floors in turn: a neighbour who comes and goes disturbs both.
  func compare(batch: Int, passes: Int) throws -> (runs: [Times], floors: [Times]) {
    var found: (runs: [Times], floors: [Times]) = ([], [])
    for _ in 0..<passes {
      found.runs.append(try run(batch: batch))
      found.floors.append(replay(batch: batch))
    }
    return found
  }

  private func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-lock"] { unlink(path + suffix) }
  }

  /// Piece by piece: a database of a million customers would add to the memory that is measured.
  private func copy(_ path: String, to other: String) {
    guard let source = fopen(path, "rb"), let target = fopen(other, "wb") else {
      print("error: cannot copy \(path)")
      exit(2)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&buffer, 1, buffer.count, source)
      if count == 0 { break }
      require(fwrite(buffer, 1, count, target) == count, "cannot write \(other)")
    }
    fclose(source)
    fclose(target)
  }

  private func text(_ octets: [CChar]) -> String {
    String(decoding: octets.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// JSON line to commit, against bare SQLite.
func durableFigures(folder: String, passes: Int) throws -> [Figure] {
  var figures: [Figure] = []
  for (rules, events, batches) in [(10, 10_000, [1_000, 100]), (10, 1_000, [1]), (10_000, 10_000, [100])] {
    let bench = try DurableBench(River(rules: rules, events: events), folder: folder)
    for batch in batches {
      let (runs, floors) = try bench.compare(batch: batch, passes: passes)
      let per = 1e6 / Double(events)
      let name = "W5, \(rules) rules, batches of \(batch)"
      let aim: Double? = rules > 10 ? nil : batch == 1 ? 1.3 : batch == 1_000 ? 2.5 : nil
      figures.append(
        Figure(name, "us wall", runs.map { $0.wall * per }, floor: floors.map { $0.wall * per }, aim: aim))
      figures.append(Figure(name, "us cpu", runs.map { $0.cpu * per }, floor: floors.map { $0.cpu * per }))
    }
  }
  return figures
}
