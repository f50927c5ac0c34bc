/// The two words that a string consists of. Texts of at most 15 octets lie wholly inside them, so that most
/// comparisons need neither a copy nor a look at other memory.
///
/// The payload of an enum case lies at the enum's first octet, and since the `int` case leaves no bits of
/// `Value`'s payload unused, a string inside a `Value` keeps its own two words unchanged.
struct RawText: Equatable {
  var first: UInt64
  var second: UInt64

  /// Whether the octets lie inside the words.
  var isSmall: Bool { second & (1 << 61) != 0 }

  init(_ text: String) {
    (first, second) = unsafeBitCast(text, to: (UInt64, UInt64).self)
  }

  /// The words of the value at an address, when it is a string.
  @inline(__always)
  init?(_ value: UnsafePointer<Value>) {
    guard case .string = value.pointee else { return nil }
    let words = UnsafeRawPointer(value).assumingMemoryBound(to: UInt64.self)
    first = words[0]
    second = words[1]
  }

  static func precedes(_ left: RawText, _ right: RawText) -> Bool {
    left.first != right.first ? left.first < right.first : left.second < right.second
  }
}

/// Whether two values are the same text; nil when one is no text.
@inline(__always)
func sameText(_ left: UnsafePointer<Value>, _ right: UnsafePointer<Value>) -> Bool? {
  guard let one = RawText(left), let two = RawText(right) else { return nil }
  if one == two { return true }
  if one.isSmall && two.isSmall { return false }
  guard case .string(let a) = left.pointee, case .string(let b) = right.pointee else { return nil }
  return sameOctets(a, b)
}
