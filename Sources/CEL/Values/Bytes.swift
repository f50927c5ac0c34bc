/// An immutable sequence of octets.
public struct Bytes: Sendable, Hashable {
  /// The octets in order.
  public let octets: [UInt8]

  /// Wraps the given octets.
  public init(_ octets: [UInt8]) { self.octets = octets }

  /// The octets of `text` in UTF-8.
  public init(utf8 text: String) { self.octets = Array(text.utf8) }

  /// The octets that base64 text stands for, padded or not. Nil when it is not base64.
  public init?(base64 text: String) {
    guard let octets = Base64.decode(text) else { return nil }
    self.init(octets)
  }

  /// The number of octets.
  public var count: Int { octets.count }
}

extension Bytes: Comparable {
  /// Octet by octet; a prefix comes first.
  public static func < (left: Bytes, right: Bytes) -> Bool {
    left.octets.lexicographicallyPrecedes(right.octets)
  }
}
