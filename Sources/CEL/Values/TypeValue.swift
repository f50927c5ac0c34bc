/// A type seen as a value, as `type(x)` returns it; compared by name.
public struct TypeValue: Sendable, Hashable, CustomStringConvertible {
  /// The name, for example `int` or `google.protobuf.Timestamp`.
  public let name: String

  /// The type with the given name.
  public init(_ name: String) { self.name = name }

  public var description: String { name }
}
