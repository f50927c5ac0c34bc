import CAllocations
import CEL
import Glibc
import Host
import RulesEngine
import Store

/// What one event asks of the heap: the median over the events of a river.
func allocationCounts() throws -> [(name: String, blocks: Int)] {
  let bench = try MemoryRun(events: 1_000)
  let reading = bench.lines.map { line in
    counted { _ = try? bench.engine.read(line) }
  }
  try bench.engine.open()
  let deciding = try bench.lines.map { line in
    let event = try bench.engine.read(line)
    return counted { _ = try? bench.engine.process(event) }
  }
  let decided = try bench.engine.commit().count
  require(decided == bench.lines.count, "\(decided) decisions")
  return [("read an event", reading.sorted()[500]), ("decide an event", deciding.sorted()[500])]
}

private func counted(_ body: () -> Void) -> Int {
  let before = allocation_count()
  body()
  return Int(allocation_count() - before)
}

/// Compares counts with their budgets in a file like `{"read an event":{"allocations":5}, ...}`, and says whether all are
/// within them.
func report(_ counts: [(name: String, blocks: Int)], against path: String) throws -> Bool {
  let budgets = try JSON(parsing: readFile(path) ?? [])
  var isWithin = true
  print("Heap allocations for one event: found, budget")
  for count in counts {
    let budget = budgets[count.name]?["allocations"]?.intValue.map { Int($0) }
    print(left(count.name, 36) + right("\(count.blocks)", 8) + right(budget.map { "\($0)" } ?? "none", 8))
    if let budget, count.blocks <= budget { continue }
    print(
      "error: \"\(count.name)\" allocates \(count.blocks) blocks; its budget is \(budget.map { "\($0)" } ?? "missing")"
    )
    isWithin = false
  }
  return isWithin
}

/// Reads and decides the first so many of 2,000 events, in memory and in one batch: for counting instructions. Two runs
/// differ by nothing else than the events between.
func runOnly(events: Int, rules: Int) throws {
  let bench = try MemoryRun(events: 2_000, rules: rules)
  try bench.engine.open()
  for line in bench.lines.prefix(events) { _ = try bench.engine.process(bench.engine.read(line)) }
  require(try bench.engine.commit().count == events, "not all events were decided")
  print("one event, read and decided in memory")
}

private struct MemoryRun {
  let engine: Engine
  let lines: [[UInt8]]

  init(events: Int, rules: Int = 100) throws {
    let river = River(rules: rules, customers: 100, events: events)
    guard let rulebook = Rulebooks.load(files: river.files).rulebook else { exit(2) }
    let store = try Store(
      path: ":memory:", model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    try river.fill(store)
    engine = try Engine(rulebook: rulebook, store: store, clock: .events)
    lines = river.events.indices.map { Array(river.line($0).utf8) }
  }
}
