public import CEL

/// A DMN unary test: what a cell of a decision table says of its input.
///
/// Written `-`, `"x"`, `x`, `< 100`, `[100..500)`, `a, b`, `not(a)`. A missing input fits only `any` and
/// `absent`.
public indirect enum UnaryTest: Sendable {
  /// `-`: fits everything, also a missing input.
  case any
  /// `missing`: fits a missing input only.
  case absent
  case equals(Value)
  case less(Value)
  case lessOrEqual(Value)
  case greater(Value)
  case greaterOrEqual(Value)
  /// An interval; a bound belongs to it when it is closed.
  case interval(low: Value, lowClosed: Bool, high: Value, highClosed: Bool)
  /// `a, b`: fits when one of them fits.
  case either([UnaryTest])
  case not(UnaryTest)
}
