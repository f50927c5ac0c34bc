/// A value of a type that the language itself does not know, such as a network address.
///
/// The values travel through expressions untouched; functions registered for the type work on them.
public protocol OpaqueValue: AnyObject, Sendable {
  /// The type's name as expressions see it, for example `net.IP`.
  var typeName: String { get }

  /// Whether both stand for the same thing. Called with values of any opaque type.
  func isEqual(to other: any OpaqueValue) -> Bool

  /// How the value reads in messages.
  var description: String { get }
}
