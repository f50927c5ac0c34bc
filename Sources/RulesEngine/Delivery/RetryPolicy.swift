public import CEL

/// When a failed delivery is tried again, and when it is given up.
///
/// After the nth failed attempt the next one waits `initial · factor^(n-1)`, at most `maxInterval`, give or take a
/// fifth. The give or take comes from the action's key, so that it is the same in every run.
public struct RetryPolicy: Sendable, Equatable {
  /// What follows when a delivery is given up.
  public enum OnExhausted: String, Sendable, CaseIterable {
    /// A person has to look at it.
    case incident
    /// The action counts as failed; a workflow that waits for it takes its way for failures.
    case fail
    /// It is left at that; a workflow that waits for it goes on.
    case proceed = "continue"
  }

  /// The wait after the first failed attempt.
  public var initial = Duration(nanoseconds: 1_000_000_000)
  /// By how much each wait is longer than the one before.
  public var factor = 2.0
  /// No wait is longer than this, but for the give or take.
  public var maxInterval = Duration(nanoseconds: 300_000_000_000)
  /// How often a delivery is tried in all.
  public var maxAttempts = 10
  /// How long after its first attempt a delivery is given up, however many attempts are left.
  public var giveUpAfter = Duration(nanoseconds: 86_400_000_000_000)
  /// Kinds of failure that are not tried again.
  public var noRetryOn: [String] = []
  /// What follows when a delivery is given up.
  public var onExhausted = OnExhausted.incident

  /// Ten attempts over some nine minutes.
  public init() {}

  /// One attempt: what is done for an action of which nobody said that doing it twice does no harm.
  public static var once: RetryPolicy {
    var policy = RetryPolicy()
    policy.maxAttempts = 1
    return policy
  }

  /// How long to wait after a failed attempt.
  ///
  /// - Parameters:
  ///   - attempt: the attempt that failed, from 1.
  ///   - key: the action's idempotency key.
  ///   - seed: another seed gives other waits.
  public func delay(after attempt: Int, key: String, seed: UInt64 = 0) -> Duration {
    var wait = Double(initial.nanoseconds)
    let longest = Double(maxInterval.nanoseconds)
    for _ in 1..<max(attempt, 1) where wait < longest { wait *= factor }
    // The product is rounded the same way everywhere: multiplication of doubles is exact to the last bit by standard.
    return Duration(nanoseconds: Int64(min(wait, longest) * (0.8 + 0.4 * share(attempt, key, seed))))
  }

  /// A number from 0 up to 1, the same for the same action and attempt.
  private func share(_ attempt: Int, _ key: String, _ seed: UInt64) -> Double {
    let digest = SHA256.digest(Array("\(seed)\u{0}\(key)\u{0}\(attempt)".utf8))
    let bits = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(bits >> 11) / Double(UInt64(1) << 53)
  }
}

/// Why an attempt to deliver an action did not work.
public struct DeliveryFailure: Error, Sendable, Equatable {
  /// Whether trying again can help.
  public var isTransient: Bool
  /// What kind of failure it is, such as `timeout`: what `no_retry_on` names.
  public var kind: String
  /// What went wrong, in words.
  public var message: String
  /// How long the other side asks to be left alone.
  public var retryAfter: Duration?

  public init(isTransient: Bool, kind: String, message: String, retryAfter: Duration? = nil) {
    self.isTransient = isTransient
    self.kind = kind
    self.message = message
    self.retryAfter = retryAfter
  }

  /// A failure that may be gone when it is tried again, such as a busy line.
  ///
  /// - Parameter retryAfter: how long the other side asks to be left alone; it comes before the policy's wait.
  public static func transient(
    _ message: String, kind: String = "transient", retryAfter: Duration? = nil
  ) -> DeliveryFailure {
    DeliveryFailure(isTransient: true, kind: kind, message: message, retryAfter: retryAfter)
  }

  /// A failure that will be the same each time, such as a number that does not exist.
  public static func permanent(_ message: String, kind: String = "permanent") -> DeliveryFailure {
    DeliveryFailure(isTransient: false, kind: kind, message: message)
  }
}

extension RetryPolicy {
  /// What follows from a failed attempt.
  public enum Verdict: Sendable, Equatable {
    /// It is tried again at this instant.
    case retry(at: Timestamp)
    /// Trying again cannot help.
    case failed
    /// The attempts, or the time, are used up.
    case exhausted
  }

  /// What follows from a failed attempt.
  ///
  /// - Parameters:
  ///   - attempt: the attempt that failed, from 1.
  ///   - first: when the first attempt began.
  ///   - now: when this one ended.
  public func verdict(
    on failure: DeliveryFailure, attempt: Int, first: Timestamp, now: Timestamp, key: String, seed: UInt64 = 0
  ) -> Verdict {
    guard failure.isTransient, !noRetryOn.contains(failure.kind) else { return .failed }
    guard attempt < maxAttempts else { return .exhausted }
    let wait = failure.retryAfter ?? delay(after: attempt, key: key, seed: seed)
    guard let next = now.adding(max(wait, .zero)), let end = first.adding(giveUpAfter), next <= end else {
      return .exhausted
    }
    return .retry(at: next)
  }
}
