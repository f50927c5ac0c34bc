internal import CEL
internal import RulesEngine
internal import Store

/// One test under way, with its virtual clock.
///
/// The clock stands still while anything can be done, and jumps from timer to timer when time is to pass, so that each
/// timer fires at its own instant.
final class TestPlay {
  private let test: TestCase
  private let rulebook: Rulebook
  private let store: Store
  private let processor: Processor
  private let reader: EventReader
  private let deadline: Double
  private let timeout: Double
  private var now: Timestamp
  private(set) var log = TestLog()
  /// How much of the log earlier checkpoints have seen.
  private var seen = 0

  init(_ test: TestCase, _ rulebook: Rulebook, _ store: Store, deadline: Double, timeout: Double) {
    self.test = test
    self.rulebook = rulebook
    self.store = store
    self.deadline = deadline
    self.timeout = timeout
    processor = Processor(rulebook: rulebook, storage: store)
    reader = EventReader(rulebook: rulebook)
    now = test.now
  }

  /// Plays the test to its end.
  ///
  /// - Returns: what is wrong, in order; nothing more is done after a step that failed.
  /// - Throws: when the store failed.
  func run() throws -> [TestFailure] {
    for row in test.rows { try give(row) }
    try processor.armSchedules(at: now)
    for step in test.steps {
      let failures = try play(step)
      if !failures.isEmpty { return failures }
    }
    guard try fireTimers(until: now) else { return [hang] }
    try readDeadLetters()
    log.runs = try runs()
    let judge = judge(of: log)
    return judge.failures(of: test.expectations) + judge.surprises(besides: all, at: test.span)
  }

  /// A row that the test gives is its tenant's, unless it says whose it is.
  private func give(_ row: RowChange) throws {
    let column = rulebook.model.entities[row.entity].tenant
    let isNamed = row.values.contains { $0.column == column }
    if isNamed { try store.write(row) } else { try view.write(row) }
  }

  /// What the test's tenant sees of the model.
  private var view: TenantStorage { TenantStorage(store, model: rulebook.model, tenant: test.tenant) }

  private func judge(of log: TestLog) -> TestJudge {
    let rules = rulebook.rulebook(for: test.tenant)
    return TestJudge(rules, log, TestWorld(rules, view, at: now))
  }

  /// The expectations of all checkpoints and of the end.
  private var all: [Expectation] {
    test.steps.reduce(into: test.expectations) { all, step in
      if case .expect(let expectations) = step.verb { all += expectations }
    }
  }

  private func play(_ step: TestStep) throws -> [TestFailure] {
    switch step.verb {
    case .event(let event, let hasOwnTime):
      var event = event
      if !hasOwnTime { event.time = now }
      guard try fireTimers(until: now) else { return [hang] }
      try process(event)
    case .line(let bytes):
      guard try fireTimers(until: now) else { return [hang] }
      try process(bytes)
    case .advance(let length): return try pass(until: now.adding(length) ?? .distantFuture)
    case .at(let instant):
      guard instant >= now else {
        return [TestFailure("the clock does not go back: it is \(now) already", at: step.span)]
      }
      return try pass(until: instant)
    case .expect(let expectations):
      guard try fireTimers(until: now) else { return [hang] }
      var part = TestLog(log.entries.dropFirst(seen))
      part.runs = try runs()
      seen = log.entries.count
      return judge(of: part).failures(of: expectations)
    }
    return []
  }

  private func process(_ bytes: [UInt8]) throws {
    let event: IncomingEvent
    do {
      event = try reader.read(bytes, now: now)
    } catch {
      var entry = TestLog.Entry(cause: .line, at: now)
      entry.refusal = try refusal(error)
      return log.entries.append(entry)
    }
    try process(event)
  }

  private func process(_ event: IncomingEvent) throws {
    var entry = TestLog.Entry(cause: .event(event), at: now)
    do {
      if case .decided(let decisions) = try processor.process(event, at: now) { entry.decisions = decisions }
    } catch {
      entry.refusal = try refusal(error)
    }
    log.entries.append(entry)
  }

  private func refusal(_ error: ProcessingError) throws -> TestLog.Refusal {
    guard case .refused(let code, let message) = error else { throw error }
    return TestLog.Refusal(code: code, message: message)
  }

  private func pass(until instant: Timestamp) throws -> [TestFailure] {
    guard try fireTimers(until: instant) else { return [hang] }
    now = max(now, instant)
    return []
  }

  /// Fires what falls due up to an instant, each timer at its own; false when the test takes too long.
  private func fireTimers(until instant: Timestamp) throws -> Bool {
    while let timer = try store.nextTimer(until: instant) {
      guard EngineClock.monotonicSeconds() < deadline else { return false }
      now = max(now, timer.fireAt)
      var entry = TestLog.Entry(cause: .timer(timer.name), at: now)
      entry.decisions = try processor.fire(timer, at: now, reader: reader)
      if !entry.decisions.isEmpty { log.entries.append(entry) }
    }
    return true
  }

  private var hang: TestFailure {
    TestFailure(
      "the test did not end within \(timeout) seconds", at: test.span,
      notes: [
        "the clock of the test has come to \(now), after \(log.decisions.count) decisions",
        "let less time pass, or allow more with --timeout",
      ])
  }

  /// The runs of workflows with their steps.
  private func runs() throws -> [TestLog.Run] {
    var records: [RunRecord] = []
    try store.runs { entry in
      records.append(entry)
      return true
    }
    return try records.map { record in
      var steps: [RunStep] = []
      try store.steps(run: record.number) { step in
        steps.append(step)
        return true
      }
      var record = record
      record.workflow = TenantName.split(record.workflow).name
      return TestLog.Run(record: record, steps: steps)
    }
  }

  /// What timers could not make of themselves.
  private func readDeadLetters() throws {
    var letters: [DeadLetter] = []
    try store.deadLetters { entry in
      letters.append(entry.letter)
      return true
    }
    for letter in letters {
      var entry = TestLog.Entry(cause: .timer(letter.origin), at: letter.at)
      entry.refusal = TestLog.Refusal(code: letter.code, message: letter.message)
      log.entries.append(entry)
    }
  }
}
