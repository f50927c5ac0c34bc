extension DiagnosticCatalogue {
  /// R02: why an expression gave no value when it was evaluated; R04: limits that a decision ran into.
  ///
  /// An error is never taken for `false`. It is recorded in the decision, and the definition's `on_error` says what
  /// happens; the other definitions go on.
  static let runtime: [Entry] = [
    Entry(
      "R0201", "a missing value was read",
      """
      A field that may be empty had no value. In a condition this means that it does not hold; in a value it is an \
      error. `x ?? y` gives a default, and `has(x)` asks first.
      """),
    Entry("R0202", "division by zero", "A whole number or a decimal was divided by zero."),
    Entry(
      "R0203", "a number too large",
      "The result is outside of the range of its type. Numbers never wrap around."),
    Entry(
      "R0204", "an operator got values it does not take",
      "The types were known only at run time, as with `json` fields, and there they did not fit."),
    Entry("R0205", "no such key", "A mapping has no entry of this key. Ask with `key in mapping` first."),
    Entry("R0206", "no such position", "A list is shorter than the index. Positions count from 0."),
    Entry(
      "R0207", "a value a function cannot work with",
      "The value has the right type, but the function cannot take it, such as a text that is no date."),
    Entry(
      "R0208", "an evaluation took too long",
      "Each evaluation has a budget of steps and memory, so that none can hold up the others."),
    Entry(
      "R0209", "two currencies met",
      "Amounts in different currencies cannot be added or compared; there is no exchange rate in a rulebook."),
    Entry(
      "R0210", "a name without a value", "The expression names something that this evaluation does not have."),
    Entry(
      "R0211", "a key that cannot be one",
      "A mapping was built with the same key twice, or with a list as key."),
    Entry(
      "R0212", "a value could not be fetched",
      "The expression reads something that is not known where it is evaluated, such as the current time."),
    Entry("R0213", "a function failed", "A function, often of a plugin, ended with an error of its own."),
    Entry(
      "R0401", "a chain of events is too long",
      """
      Events emitted by rules may cause further events. Depth and number of such a chain are limited by \
      `limits: { chain_depth: ..., chain_events: ... }`. The event that began a longer one is refused as a whole, because \
      half of a chain must not stay.
      """),
  ]
}
