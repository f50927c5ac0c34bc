internal import Glibc
internal import Synchronization

/// Runs tests of several sources side by side. What comes of it does not depend on how many run at once.
public enum TestRun {
  /// Runs all tests.
  ///
  /// - Parameters:
  ///   - jobs: how many tests run at once; the number of processors by default.
  ///   - timeout: how many seconds of the machine's time one test may take.
  /// - Returns: the outcomes, in the order of the sources and their tests.
  public static func run(
    _ sources: [any TestSource], jobs: Int? = nil, timeout: Double = 2
  ) throws -> [TestOutcome] {
    var outcomes: [TestOutcome] = []
    for source in sources {
      let count = source.tests.count
      let work = TestWork(source, timeout: timeout)
      Workers.run(Swift.min(jobs ?? Workers.processors, count)) { work.takeAll() }
      outcomes += try work.outcomes()
    }
    return outcomes
  }
}

/// The tests of one source, taken by workers one after the other.
private final class TestWork: Sendable {
  private let source: any TestSource
  private let timeout: Double
  private let count: Int
  private let next = Atomic<Int>(0)
  private let results: Mutex<(outcomes: [TestOutcome?], failure: (any Error)?)>

  init(_ source: any TestSource, timeout: Double) {
    self.source = source
    self.timeout = timeout
    count = source.tests.count
    results = Mutex((Array(repeating: nil, count: count), nil))
  }

  func takeAll() {
    do {
      let runner = try source.makeRunner(timeout: timeout)
      while true {
        let position = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard position < count else { return }
        let outcome = runner.run(position)
        results.withLock { $0.outcomes[position] = outcome }
      }
    } catch {
      results.withLock { $0.failure = error }
    }
  }

  func outcomes() throws -> [TestOutcome] {
    try results.withLock { results in
      if let failure = results.failure { throw failure }
      return results.outcomes.compactMap(\.self)
    }
  }
}

/// Threads that work side by side.
enum Workers {
  /// How many processors the machine has.
  static var processors: Int { Swift.max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on several threads, the caller's among them, and waits for all.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    var threads: [pthread_t] = []
    for _ in 1..<Swift.max(1, count) {
      var thread = pthread_t()
      let work = Unmanaged.passRetained(Work(body))
      let code = pthread_create(
        &thread, nil,
        { pointer in
          if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
          return nil
        }, work.toOpaque())
      // Without another thread the others do its share.
      if code == 0 { threads.append(thread) } else { work.release() }
    }
    body()
    for thread in threads { pthread_join(thread, nil) }
  }
}
