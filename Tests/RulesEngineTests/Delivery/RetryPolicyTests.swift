import CEL
import RulesEngine
import Testing

@Suite struct RetryPolicyTests {
  private let start = Timestamp(microseconds: 1_000_000_000)

  private func seconds(_ length: Duration) -> Double { Double(length.nanoseconds) / 1e9 }

  @Test("waits double up to the longest, give or take a fifth")
  func waits() {
    let policy = RetryPolicy()
    let expected: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    for (index, wanted) in expected.enumerated() {
      for key in ["a", "b", "c"] {
        let wait = seconds(policy.delay(after: index + 1, key: key))
        #expect((wanted * 0.8...wanted * 1.2).contains(wait), "attempt \(index + 1): \(wait)")
      }
    }
    #expect(expected.prefix(9).reduce(0, +) == 511)
  }

  @Test("the give or take is the same for a key, and differs between keys, attempts and seeds")
  func jitter() {
    var policy = RetryPolicy()
    policy.factor = 1
    #expect(policy.delay(after: 1, key: "k") == policy.delay(after: 1, key: "k"))
    let others = [
      policy.delay(after: 1, key: "k"), policy.delay(after: 2, key: "k"), policy.delay(after: 1, key: "l"),
      policy.delay(after: 1, key: "k", seed: 1),
    ]
    #expect(Set(others).count == 4)
    // Held fast: another version must not try again at another time.
    #expect(policy.delay(after: 1, key: "k").nanoseconds == 925_930_071)
  }

  @Test("an extreme policy stays within its longest wait")
  func extremes() {
    var policy = RetryPolicy()
    policy.factor = 100
    policy.maxAttempts = 1_000
    #expect(seconds(policy.delay(after: 1_000, key: "k")) <= 360)
    policy.initial = Duration(nanoseconds: .max / 2)
    policy.maxInterval = Duration(nanoseconds: .max / 2)
    #expect(policy.delay(after: 3, key: "k") > .zero)
  }

  private func verdict(
    _ change: (inout RetryPolicy) -> Void = { _ in }, _ failure: DeliveryFailure = .transient("busy"),
    attempt: Int = 1, after elapsed: Int64 = 0
  ) -> RetryPolicy.Verdict {
    var policy = RetryPolicy()
    change(&policy)
    let now = start.adding(Duration(seconds: elapsed)!)!
    return policy.verdict(on: failure, attempt: attempt, first: start, now: now, key: "k")
  }

  @Test("what can pass is tried again until attempts or time are used up")
  func verdicts() {
    guard case .retry = verdict() else { return #expect(Bool(false)) }
    #expect(verdict({ _ in }, .permanent("no such number")) == .failed)
    #expect(verdict({ $0.noRetryOn = ["full"] }, .transient("full", kind: "full")) == .failed)
    #expect(verdict(attempt: 10) == .exhausted)
    #expect(verdict(after: 86_400) == .exhausted)
    #expect(verdict({ $0.giveUpAfter = Duration(seconds: 10)! }, attempt: 5) == .exhausted)
    let asked = DeliveryFailure.transient("busy", retryAfter: Duration(seconds: 90)!)
    #expect(verdict({ _ in }, asked) == .retry(at: start.adding(Duration(seconds: 90)!)!))
  }
}
