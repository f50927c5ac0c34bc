/// An optional: nothing, or one value (which may itself be null).
public final class OptionalValue: Sendable {
  /// The value, or nil for `optional.none()`.
  public let value: Value?

  /// Wraps a value, or nothing.
  public init(_ value: Value?) { self.value = value }

  /// The optional that holds nothing.
  public static let none = OptionalValue(nil)
}
