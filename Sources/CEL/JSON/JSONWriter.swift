/// Writes JSON text piece by piece: the same input gives the same octets everywhere.
///
/// Begin and end calls must match; commas, colons and indentation are the writer's work.
public struct JSONWriter {
  /// The UTF-8 text so far.
  public private(set) var octets: [UInt8] = []
  private let pretty: Bool
  private let maxBytes: Int
  private var depth = 0
  private var needsComma = false
  private var afterKey = false

  /// A writer of compact text, or of text with one item a line.
  ///
  /// Beyond `maxBytes` values are written as null, so that shared parts of a value cannot make endless text.
  public init(pretty: Bool = false, maxBytes: Int = 16 << 20) {
    self.pretty = pretty
    self.maxBytes = maxBytes
    octets.reserveCapacity(96)
  }

  /// A writer of compact text that will be about so long.
  package init(capacity: Int) {
    pretty = false
    maxBytes = 16 << 20
    octets.reserveCapacity(capacity)
  }

  /// Whether the text has reached its limit and is no longer complete.
  public var isFull: Bool { octets.count >= maxBytes }

  /// The text so far.
  public var text: String { String(decoding: octets, as: UTF8.self) }

  /// Opens an object.
  public mutating func beginObject() { open(UInt8(ascii: "{")) }

  /// Closes an object.
  public mutating func endObject() { close(UInt8(ascii: "}")) }

  /// Opens an array.
  public mutating func beginArray() { open(UInt8(ascii: "[")) }

  /// Closes an array.
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes a member's name.
  public mutating func key(_ name: String) {
    separate()
    quote(name)
    octets.append(UInt8(ascii: ":"))
    if pretty { octets.append(UInt8(ascii: " ")) }
    afterKey = true
  }

  /// Writes a member's name that is quoted already.
  package mutating func key(quoted name: [UInt8]) {
    separate()
    octets.append(contentsOf: name)
    octets.append(UInt8(ascii: ":"))
    if pretty { octets.append(UInt8(ascii: " ")) }
    afterKey = true
  }

  /// Writes a string.
  public mutating func string(_ text: String) {
    separate()
    quote(text)
    needsComma = true
  }

  /// Writes octets that are JSON already.
  package mutating func raw(octets json: [UInt8]) {
    separate()
    octets.append(contentsOf: json)
    needsComma = true
  }

  /// Writes text that is JSON already, such as a number's digits.
  public mutating func raw(_ text: String) {
    separate()
    octets.append(contentsOf: text.utf8)
    needsComma = true
  }

  /// Writes a whole number.
  public mutating func int(_ number: Int64) {
    separate()
    needsComma = true
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var (rest, start) = (number.magnitude, digits.count)
      repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0 {
        start -= 1
        digits[start] = UInt8(ascii: "-")
      }
      octets.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
    }
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ flag: Bool) { raw(flag ? "true" : "false") }

  /// Writes `null`.
  public mutating func null() { raw("null") }

  /// Writes the shortest digits that read back as the same double; infinities and NaN as strings.
  public mutating func double(_ number: Double) {
    guard number.isFinite else {
      string(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
      return
    }
    var digits = number.description
    separate()
    needsComma = true
    digits.withUTF8 { utf8 in
      let isWhole =
        utf8.count > 2 && utf8[utf8.count - 2] == UInt8(ascii: ".") && utf8.last == UInt8(ascii: "0")
      octets.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[..<(utf8.count - (isWhole ? 2 : 0))]))
    }
  }

  private mutating func open(_ octet: UInt8) {
    separate()
    octets.append(octet)
    depth += 1
    needsComma = false
  }

  private mutating func close(_ octet: UInt8) {
    depth -= 1
    if needsComma { newline() }
    octets.append(octet)
    needsComma = true
  }

  private mutating func separate() {
    if afterKey {
      afterKey = false
      return
    }
    if needsComma { octets.append(UInt8(ascii: ",")) }
    if depth > 0 { newline() }
    needsComma = false
  }

  private mutating func newline() {
    guard pretty else { return }
    octets.append(10)
    octets.append(contentsOf: repeatElement(32, count: max(0, 2 * depth)))
  }
}

extension JSONWriter {
  private mutating func quote(_ text: String) {
    octets.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for place in 0..<utf8.count where Self.mustEscape(utf8[place]) {
        octets.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<place]))
        escape(utf8[place])
        start = place + 1
      }
      octets.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
    }
    octets.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private static func mustEscape(_ octet: UInt8) -> Bool {
    octet < 32 || octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") || octet == 127
  }

  private mutating func escape(_ octet: UInt8) {
    switch octet {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): octets.append(contentsOf: [UInt8(ascii: "\\"), octet])
    case 10: octets.append(contentsOf: "\\n".utf8)
    case 13: octets.append(contentsOf: "\\r".utf8)
    case 9: octets.append(contentsOf: "\\t".utf8)
    default:
      octets.append(contentsOf: "\\u00".utf8)
      octets.append(hexOctet(octet >> 4))
      octets.append(hexOctet(octet & 15))
    }
  }

  /// Writes a tree.
  public mutating func write(_ json: JSON) {
    switch json {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .number(let digits): raw(digits)
    case .string(let text): string(text)
    case .array(let elements):
      beginArray()
      for element in elements { write(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        key(member.name)
        write(member.value)
      }
      endObject()
    }
  }
}

/// The lower-case hexadecimal digit of 0...15.
func hexOctet(_ digit: UInt8) -> UInt8 {
  digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
}
