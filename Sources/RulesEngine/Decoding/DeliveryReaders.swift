internal import CEL

extension MappingReader {
  /// The keys of an action that say how it is delivered.
  package func delivery() -> DeliveryDraft {
    var draft = optional("retry", .retry) ?? DeliveryDraft()
    draft.timeout = optional("timeout", .deliveryTime)
    return draft
  }
}

extension ValueReader where Value == DeliveryDraft {
  /// `delivery: { retry: { max_attempts: 5 }, timeout: 10s }` of a rulebook.
  static var delivery: ValueReader<DeliveryDraft> { .mapping("delivery") { $0.delivery() } }

  /// `{ initial: 1s, factor: 2, max_interval: 5m, max_attempts: 10, give_up_after: 24h, ... }`.
  fileprivate static var retry: ValueReader<DeliveryDraft> {
    .mapping("retry") { keys in
      var draft = DeliveryDraft()
      draft.initial = keys.optional("initial", .deliveryTime)
      draft.factor = keys.optional("factor", .growth)
      draft.maxInterval = keys.optional("max_interval", .deliveryTime)
      draft.maxAttempts = keys.optional("max_attempts", .int(in: 1...1_000))
      draft.giveUpAfter = keys.optional("give_up_after", .deliveryTime)
      draft.noRetryOn = keys.optional(
        "no_retry_on", .list(of: ValueReader<String>.identifier, count: 0...100))
      draft.onExhausted = keys.optional("on_exhausted", .choice(of: RetryPolicy.OnExhausted.self))
      return draft
    }
  }
}

extension ValueReader where Value == Duration {
  /// A length of elapsed time that is more than none.
  fileprivate static var deliveryTime: ValueReader<Duration> {
    ValueReader<Duration>.elapsed.then { length, node, context in
      if length > .zero { return length }
      context.diagnostics.add(
        .error(
          "W0137", "`\(context.name)` is no time at all", at: node.span,
          label: "expected more than nothing, for example `1s`"))
      return nil
    }
  }
}

extension ValueReader where Value == Double {
  /// By how much waits grow.
  fileprivate static var growth: ValueReader<Double> {
    ValueReader<Double>.number.then { factor, node, context in
      if (1...100).contains(factor) { return factor }
      context.diagnostics.add(
        .error(
          "W0137", "`\(context.name)` is \(factor < 1 ? "less than 1" : "more than 100")", at: node.span,
          label: "expected 1 to 100: 2 doubles each wait"))
      return nil
    }
  }
}
