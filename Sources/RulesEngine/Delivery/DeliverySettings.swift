public import CEL

/// How an action is delivered.
public struct DeliverySettings: Sendable, Equatable {
  /// When it is tried again, and when it is given up.
  public var retry = RetryPolicy.once
  /// How long one attempt may take.
  public var timeout = Duration(nanoseconds: 30_000_000_000)

  public init() {}
}

/// `retry` and `timeout` as written: what is not said is taken from the rulebook's `delivery`, and then from the
/// defaults.
package struct DeliveryDraft: Sendable {
  package var initial: Duration?
  package var factor: Double?
  package var maxInterval: Duration?
  package var maxAttempts: Int?
  package var giveUpAfter: Duration?
  package var noRetryOn: [String]?
  package var onExhausted: RetryPolicy.OnExhausted?
  package var timeout: Duration?

  package init() {}

  /// What holds for an action that says this, in a rulebook that says `common`. An action that is not idempotent is
  /// tried once, unless it asks for more attempts itself.
  package func settings(_ common: DeliveryDraft, isIdempotent: Bool) -> DeliverySettings {
    var settings = DeliverySettings()
    settings.timeout = timeout ?? common.timeout ?? settings.timeout
    var retry = RetryPolicy()
    retry.initial = initial ?? common.initial ?? retry.initial
    retry.factor = factor ?? common.factor ?? retry.factor
    retry.maxInterval = maxInterval ?? common.maxInterval ?? retry.maxInterval
    retry.maxAttempts = maxAttempts ?? (isIdempotent ? common.maxAttempts ?? retry.maxAttempts : 1)
    retry.giveUpAfter = giveUpAfter ?? common.giveUpAfter ?? retry.giveUpAfter
    retry.noRetryOn = noRetryOn ?? common.noRetryOn ?? retry.noRetryOn
    retry.onExhausted = onExhausted ?? common.onExhausted ?? retry.onExhausted
    settings.retry = retry
    return settings
  }
}
