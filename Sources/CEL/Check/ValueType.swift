/// A static type, as declared for variables and functions and as the checker infers it.
public indirect enum ValueType: Sendable, Hashable {
  case null
  case bool
  case int
  case uint
  case double
  case string
  case bytes
  case timestamp
  case duration
  case decimal
  case money
  /// A type as a value; the payload is the type meant, or nil when that is not known.
  case type(ValueType?)
  case list(ValueType)
  case map(ValueType, ValueType)
  case optional(ValueType)
  /// A type of the embedder's, with parameters.
  case opaque(String, [ValueType])
  /// A record type, declared by name in the environment.
  case record(String)
  /// A type parameter of an overload, such as `T` in `list(T)`.
  case parameter(String)
  /// A type still being inferred. Never part of a checked result or of a declaration.
  case variable(Int)
  /// Any type: checked when evaluated.
  case dyn
  /// The type of an expression that already has an error; fits everywhere so that one mistake is told once.
  case error
}
