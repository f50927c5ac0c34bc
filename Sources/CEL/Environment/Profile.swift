/// Which dialect of the language an environment speaks.
public enum Profile: Sendable, Hashable {
  /// The Common Expression Language as specified.
  case standard
  /// The language for business rules: adds exact decimals and money, mixed numbers, missing fields and `??`.
  case rules
}
