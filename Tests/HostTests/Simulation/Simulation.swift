import CEL
import FaultyDisk
import RulesEngine
import Store
import TestSupport

@testable import Host

/// Workflows under everything that can happen to them: events, time that passes or is set back, restarts, reloads,
/// failures of the disk, outcomes of awaited actions, and people.
///
/// One seeded generator decides what happens. After every step all that is committed is checked.
final class Simulation {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let file = FaultyFile()
  /// How often each kind of step was taken.
  private(set) var counts: [String: Int] = [:]
  private let seed: UInt64
  private let rulebooks: [Rulebook]
  private var random: SeededNumbers
  private let clock = ManualClock(at: Timestamp(rfc3339: "2026-03-02T08:00:00Z") ?? .distantFuture)
  private var version = 0
  private var events = 0
  private var history: [String] = []
  private var live: Engine?

  /// - Parameter rulebooks: versions of one rulebook that reloads choose from.
  init(seed: UInt64, rulebooks: [Rulebook]) {
    self.seed = seed
    self.rulebooks = rulebooks
    random = SeededNumbers(seed)
  }

  /// Takes so many steps.
  ///
  /// - Throws: `Failure` at the first step behind which something does not hold.
  func run(steps: Int) throws {
    _ = try engine()
    for number in 1...steps {
      do {
        try step()
      } catch {
        faulty_disk_disarm()
        throw Failure(
          description: "seed \(seed), step \(number): \(error)\n\(history.suffix(8).joined(separator: "\n"))")
      }
      if let violation = try Invariants.violation(in: file) {
        throw Failure(
          description:
            "seed \(seed), step \(number): \(violation)\n\(history.suffix(8).joined(separator: "\n"))")
      }
    }
  }

  // MARK: Steps

  private func step() throws {
    switch random.within(0...99) {
    case ..<50: try decide(note("event", eventLine()))
    case ..<70:
      let minutes = random.within(1...120)
      clock.advance(by: Self.minutes(minutes))
      try batch("time", "\(minutes) min") { _ in }
    case ..<74:
      let minutes = random.within(1...90)
      clock.advance(by: Self.minutes(-minutes))
      try batch("clock set back", "\(minutes) min") { _ in }
    case ..<82: try settle()
    case ..<89: try operate()
    case ..<92:
      version = random.within(0...rulebooks.count - 1)
      note("reload", "\(version)")
      try engine().use(rulebooks[version])
    case ..<95: try crash()
    default: try breakDisk()
    }
  }

  @discardableResult
  private func note(_ kind: String, _ detail: String) -> String {
    counts[kind, default: 0] += 1
    history.append("\(clock.now) \(kind) \(detail)")
    return detail
  }

  private static func minutes(_ count: Int) -> Duration {
    Duration(nanoseconds: Int64(count) * 60_000_000_000)
  }

  private func eventLine() -> String {
    events += 1
    let type = random.pick(["created", "created", "assigned", "replied", "resolved"])
    let ticket = random.within(1...5)
    let line = Shop.line(
      "ticket.\(type)", #"{"ticket_id":"t\#(ticket)"}"#, subject: "c\(random.within(1...3))",
      id: "e\(events)",
      at: "\(clock.now)")
    return String(decoding: line, as: UTF8.self)
  }

  private func decide(_ line: String) throws {
    try batch { engine in try self.process(line, engine) }
  }

  private func process(_ line: String, _ engine: Engine) throws {
    do throws(ProcessingError) {
      _ = try engine.process(try engine.read(Array(line.utf8)))
    } catch {
      guard case .refused(let code, let message) = error else { throw error }
      history.append("  refused: \(code) \(message)")
    }
  }

  private func settle() throws {
    let keys = try file.rows(
      """
      SELECT value FROM bylaw_waits w JOIN bylaw_names n ON n.id = w.event WHERE n.name = 'action' ORDER BY value
      """)
    guard !keys.isEmpty else { return }
    let (key, status) = (random.pick(keys), random.pick(["delivered", "delivered", "failed", "given up"]))
    try batch("outcome", "\(key) \(status)") { engine in
      let action = OutboxAction(name: "charge", arguments: [], key: key, by: "", subject: nil)
      let lease = Lease(number: 1, attempt: 1, owner: "simulation")
      try engine.wakeRuns(
        LeasedAction(lease: lease, action: action, tries: 1, firstTriedAt: self.clock.now), status, nil,
        self.clock.now)
    }
  }

  private func operate() throws {
    guard random.within(0...9) > 0 else { return try backfill() }
    let open = try file.rows(
      """
      SELECT r.number || ' ' || n.name FROM bylaw_runs r JOIN bylaw_names n ON n.id = r.workflow
      WHERE r.ended_at IS NULL ORDER BY r.status <> 'incident', r.number LIMIT 12
      """)
    guard !open.isEmpty else { return }
    let words = random.pick(open).split(separator: " ")
    guard let run = Int64(words[0]) else { return }
    let current = rulebooks[version].currentVersion(of: String(words[1])) ?? ""
    let operation = random.pick([
      RunOperation.retry, .retry, .retry, .skip, .skip, .cancel, .kill, .fail, .rerun,
      .set(variable: "share", to: "5"), .migrate(to: current), .migrate(to: current), .migrate(to: current),
    ])
    try batch("person", "\(operation.name) \(run)") { engine in
      _ = try engine.operate(operation, run: run)
    }
    counts[operation.name, default: 0] += 1
  }

  /// A workflow begins for an event that came before.
  private func backfill() throws {
    let workflow = random.pick(rulebooks[version].workflowNames)
    let event = Int64(random.within(1...Swift.max(1, events)))
    try batch("person", "begin \(workflow) \(event)") { engine in
      _ = try engine.operate(.begin(workflow: workflow, event: event), run: 0)
    }
    counts["begin", default: 0] += 1
  }

  /// The process ends in the middle of a batch, and another one begins.
  private func crash() throws {
    let line = note("crash", eventLine())
    let engine = try engine()
    try engine.open()
    try fireTimers(engine)
    try process(line, engine)
    live = nil
  }

  /// The disk fails somewhere in the next batch; the same process goes on, or another one.
  private func breakDisk() throws {
    let line = note("disk failure", eventLine())
    let kind = random.pick([FAULTY_DISK_FULL, FAULTY_DISK_BROKEN, FAULTY_DISK_BUSY])
    let (position, lasts, isRestarted) = (
      random.within(1...20), random.within(0...1), random.within(0...1) == 1
    )
    if isRestarted { live = nil }
    faulty_disk_arm(kind, position, Int32(lasts))
    do {
      try decide(line)
    } catch {
      counts["disk failure met", default: 0] += 1
      history.append("  \(error)")
      guard isStorage(error) else { throw error }
    }
    faulty_disk_disarm()
    if isRestarted { live = nil }
    try decide(line)
  }

  private func isStorage(_ error: any Error) -> Bool {
    if error is StorageError { return true }
    if case .storage? = error as? ProcessingError { return true }
    return false
  }

  // MARK: The engine

  private func engine() throws -> Engine {
    if let live { return live }
    let rulebook = rulebooks[version]
    let store = try Store(
      path: file.path, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    let made = try Engine(rulebook: rulebook, store: store, clock: .manual(clock))
    live = made
    return made
  }

  private func batch(_ kind: String, _ detail: String, _ body: (Engine) throws -> Void) throws {
    note(kind, detail)
    try batch(body)
  }

  private func batch(_ body: (Engine) throws -> Void) throws {
    let engine = try engine()
    do {
      try engine.open()
      try fireTimers(engine)
      try body(engine)
      try engine.commit()
    } catch {
      engine.rollback()
      throw error
    }
  }

  private func fireTimers(_ engine: Engine) throws {
    try engine.fireTimers(until: clock.now) { decisions in
      self.counts["timer", default: 0] += 1
      guard let first = decisions.first else { return true }
      let due = first.event.id.split(separator: "/").last { $0.contains("T") }.flatMap {
        Timestamp(rfc3339: String($0))
      }
      guard let due, first.record.at >= due else {
        throw Failure(description: "\(first.event.id) fired at \(first.record.at)")
      }
      return true
    }
  }
}
