/// Reads JSON (RFC 8259) strictly and on demand: no tree, no copies except of the strings asked for.
///
/// The caller walks the document: `next()` says what comes; then exactly one of the `read` calls or `skip()`
/// consumes it. Inside objects `nextKey()` gives the members in turn, inside arrays `nextElement()` says whether
/// another element follows. The octets must stay in place while the reader is used.
///
/// Duplicate keys are found by the tree reader and by `skip()`; a caller that walks an object itself knows
/// its own keys.
public struct JSONReader {
  /// What comes next.
  public enum Token: UInt8, Sendable { case null, bool, number, string, array, object }

  let octets: UnsafePointer<UInt8>
  let count: Int
  var position = 0
  private var depth = 0
  private let maxDepth: Int

  /// A reader at the start of a document.
  ///
  /// - Throws: `.tooLarge` when there are more than `maxBytes` octets.
  public init(
    _ buffer: UnsafeRawBufferPointer, maxDepth: Int = 64, maxBytes: Int = 16 << 20
  ) throws(JSONError) {
    guard buffer.count <= maxBytes else {
      throw JSONError(.tooLarge, offset: maxBytes, "the text is longer than \(maxBytes) bytes")
    }
    octets = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? ("" as StaticString).utf8Start
    count = buffer.count
    self.maxDepth = min(maxDepth, 512)
  }

  /// The number of octets consumed so far.
  public var offset: Int { position }

  /// What comes next; nothing is consumed but white space.
  public mutating func next() throws(JSONError) -> Token {
    skipSpace()
    guard position < count else { throw unexpectedEnd() }
    switch octets[position] {
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    default: throw unexpected("expected a value")
    }
  }

  /// Consumes `null`.
  public mutating func readNull() throws(JSONError) { try literal("null") }

  /// Consumes `true` or `false`.
  public mutating func readBool() throws(JSONError) -> Bool {
    guard try next() == .bool else { throw wrongKind("expected true or false") }
    if octets[position] == UInt8(ascii: "t") {
      try literal("true")
      return true
    }
    try literal("false")
    return false
  }

  private mutating func literal(_ word: StaticString) throws(JSONError) {
    skipSpace()
    let length = word.utf8CodeUnitCount
    for index in 0..<length {
      guard position + index < count else { throw unexpectedEnd() }
      guard octets[position + index] == word.utf8Start[index] else {
        throw unexpected("expected \(word)")
      }
    }
    position += length
  }

  /// Checks that nothing but white space is left.
  public mutating func finish() throws(JSONError) {
    skipSpace()
    guard position == count else {
      throw JSONError(.trailingContent, offset: position, "something follows the document")
    }
  }
}

extension JSONReader {
  /// Consumes the opening brace of an object.
  public mutating func beginObject() throws(JSONError) {
    guard try next() == .object else { throw wrongKind("expected an object") }
    try enter()
  }

  /// Consumes the opening bracket of an array.
  public mutating func beginArray() throws(JSONError) {
    guard try next() == .array else { throw wrongKind("expected an array") }
    try enter()
  }

  private mutating func enter() throws(JSONError) {
    guard depth < maxDepth else {
      throw JSONError(.tooDeep, offset: position, "the text is nested deeper than \(maxDepth) levels")
    }
    depth += 1
    position += 1
  }

  /// The key of the next member, with its colon consumed; nil at the object's end, which is consumed too.
  ///
  /// - Parameter first: true for the call that follows `beginObject()`.
  public mutating func nextKey(first: Bool) throws(JSONError) -> JSONText? {
    guard try another(first: first, close: UInt8(ascii: "}")) else { return nil }
    guard position < count, octets[position] == UInt8(ascii: "\"") else {
      throw position < count ? unexpected("expected a member name in double quotes") : unexpectedEnd()
    }
    let key = try readText()
    skipSpace()
    guard position < count else { throw unexpectedEnd() }
    guard octets[position] == UInt8(ascii: ":") else { throw unexpected("expected a colon") }
    position += 1
    return key
  }

  /// Whether another element follows; at the array's end that is consumed.
  ///
  /// - Parameter first: true for the call that follows `beginArray()`.
  public mutating func nextElement(first: Bool) throws(JSONError) -> Bool {
    try another(first: first, close: UInt8(ascii: "]"))
  }

  private mutating func another(first: Bool, close: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    guard position < count else { throw unexpectedEnd() }
    if octets[position] == close {
      position += 1
      depth -= 1
      return false
    }
    guard !first else { return true }
    guard octets[position] == UInt8(ascii: ",") else { throw unexpected("expected a comma") }
    position += 1
    skipSpace()
    guard position < count else { throw unexpectedEnd() }
    guard octets[position] != close else { throw unexpected("a comma must be followed by another item") }
    return true
  }

  @inline(__always)
  mutating func skipSpace() {
    while position < count {
      switch octets[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  func unexpectedEnd() -> JSONError {
    JSONError(.unexpectedEnd, offset: count, "the text ends too early")
  }

  func unexpected(_ message: String) -> JSONError {
    JSONError(.unexpectedCharacter, offset: position, message)
  }

  func wrongKind(_ message: String) -> JSONError {
    JSONError(.wrongKind, offset: position, message)
  }
}
