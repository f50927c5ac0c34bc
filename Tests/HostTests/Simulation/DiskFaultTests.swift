import CEL
import FaultyDisk
import FoundationEssentials
import RulesEngine
import Store
import TestSupport
import Testing

@testable import Host

/// A small run of workflows on a disk that fails at one place after the other: what was acknowledged is there, nothing is
/// half done, and once the disk is well again the run ends as if nothing had happened.
@Suite struct DiskFaultTests {
  private let rulebook: Rulebook
  private let lines: [[UInt8]]
  private let end = Timestamp(rfc3339: "2026-03-09T00:00:00Z") ?? .distantFuture

  init() throws {
    rulebook = try Palette.rulebook(version: 1)
    var random = SeededNumbers(7)
    var time = Timestamp(rfc3339: "2026-03-02T08:00:00Z") ?? .distantFuture
    var lines: [[UInt8]] = []
    for number in 1...60 {
      time = time.adding(Duration(nanoseconds: Int64(random.within(1...1_500)) * 1_000_000_000)) ?? time
      let type = random.pick(["created", "assigned", "replied", "resolved"])
      lines.append(
        Shop.line(
          "ticket.\(type)", #"{"ticket_id":"t\#(random.within(1...4))"}"#,
          subject: "c\(random.within(1...3))",
          id: "e\(number)", at: "\(time)"))
    }
    self.lines = lines
  }

  /// Runs everything from the start; what was decided before is passed over.
  private func play(_ file: FaultyFile, acknowledge: ([Decision]) -> Void) throws {
    let store = try Store(
      path: file.path, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    let engine = try Engine(rulebook: rulebook, store: store, clock: .events)
    defer { engine.rollback() }
    for (number, line) in lines.enumerated() {
      try engine.open()
      let event = try engine.read(line)
      try engine.fireTimers(until: engine.instant(for: event)) { _ in true }
      _ = try engine.process(event)
      if number % 20 == 19 { acknowledge(try engine.commit()) }
    }
    try engine.open()
    try engine.fireTimers(until: end) { _ in true }
    acknowledge(try engine.commit())
  }

  @Test(arguments: [
    ("a full disk", FAULTY_DISK_FULL, false), ("a full disk that stays full", FAULTY_DISK_FULL, true),
    ("an error of the disk", FAULTY_DISK_BROKEN, false), ("a broken disk", FAULTY_DISK_BROKEN, true),
    ("a lock", FAULTY_DISK_BUSY, false), ("a lock that stays", FAULTY_DISK_BUSY, true),
  ])
  func `a run goes on after`(_ name: String, _ kind: faulty_disk_kind, _ lasts: Bool) throws {
    let clean = FaultyFile()
    faulty_disk_arm(kind, 0, 0)
    try play(clean) { _ in }
    let count = faulty_disk_disarm()
    let expected = try clean.dump()
    #expect(count > 10)
    // Every position takes minutes; a part of them, another one for each kind of fault, takes seconds.
    let isComplete = ProcessInfo.processInfo.environment["BYLAW_FAULTS"] == "all"
    var failures = 0
    for position in stride(from: isComplete ? 1 : lasts ? 3 : 1, through: count, by: isComplete ? 1 : 23) {
      failures += try meet(kind, position, lasts, expected: expected) ? 1 : 0
    }
    print("\(name): \(count) positions in a run, \(failures) of those that were tried made a step fail")
    #expect(failures > 0 || kind == FAULTY_DISK_BUSY && !lasts)
  }

  /// Whether the fault was noticed.
  private func meet(
    _ kind: faulty_disk_kind, _ position: Int, _ lasts: Bool, expected: [String]
  ) throws -> Bool {
    let file = FaultyFile()
    var acknowledged: Set<String> = []
    var failed = false
    faulty_disk_arm(kind, position, lasts ? 1 : 0)
    do {
      try play(file) { acknowledged.formUnion($0.map(\.event.id)) }
      faulty_disk_disarm()
    } catch {
      faulty_disk_disarm()
      failed = true
      #expect("\(error)".contains("StorageError"), "position \(position): \(error)")
      // Before the tables are made there is nothing to ask.
      let durable = Set((try? file.rows("SELECT event_id FROM bylaw_inbox")) ?? [])
      #expect(acknowledged.isSubset(of: durable), "position \(position)")
      let halves = (try? file.rows(Self.halves)) ?? []
      #expect(halves.isEmpty, "position \(position): \(halves)")
      try play(file) { _ in }
    }
    #expect(try file.rows("PRAGMA integrity_check") == ["ok"])
    let found = try file.dump()
    #expect(found == expected, "position \(position): \(difference(expected, found))")
    return failed
  }

  private static let halves = """
    SELECT i.seq FROM bylaw_inbox i LEFT JOIN bylaw_decisions d ON d.seq = i.seq WHERE d.seq IS NULL
    UNION ALL SELECT count(*) FROM bylaw_inbox i JOIN bylaw_names n ON n.id = i.source WHERE n.name = 'test'
      HAVING count(*) % 20 <> 0
    """
}
