/// A string in place in a JSON text, escapes included. Valid as long as the text is.
public struct JSONText {
  /// The octets between the quotes.
  public let octets: UnsafeRawBufferPointer
  /// Whether there are backslashes to decode.
  public let hasEscapes: Bool

  /// The decoded string.
  public var string: String {
    hasEscapes ? JSONText.decode(octets) : String(decoding: octets, as: UTF8.self)
  }

  /// Whether the text is the given one; allocates only when it has escapes.
  @inline(__always)
  public func equals(_ text: StaticString) -> Bool {
    if hasEscapes { return sameText(string, text.description) }
    guard octets.count == text.utf8CodeUnitCount else { return false }
    for index in 0..<octets.count where octets[index] != text.utf8Start[index] { return false }
    return true
  }

  /// Whether the decoded text is the given one; allocates only when it has escapes.
  public func equals(_ text: String) -> Bool {
    if hasEscapes { return sameText(string, text) }
    guard octets.count == text.utf8.count else { return false }
    return text.utf8.withContiguousStorageIfAvailable { utf8 in
      for index in 0..<utf8.count where octets[index] != utf8[index] { return false }
      return true
    } ?? octets.elementsEqual(text.utf8)
  }

  private static func decode(_ octets: UnsafeRawBufferPointer) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(octets.count)
    var at = 0
    while at < octets.count {
      guard octets[at] == UInt8(ascii: "\\"), at + 1 < octets.count else {
        result.append(octets[at])
        at += 1
        continue
      }
      at += 1
      let mark = octets[at]
      at += 1
      if mark == UInt8(ascii: "u") {
        append(scalar(octets, &at), to: &result)
      } else {
        result.append(simpleEscape(mark) ?? mark)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The scalar of one or two `\u` escapes; `at` stands behind the first `u`. The reader has checked the form.
  private static func scalar(_ octets: UnsafeRawBufferPointer, _ at: inout Int) -> UInt32 {
    let high = hexValue(octets, at)
    at += 4
    guard (0xD800..<0xDC00).contains(high), at + 6 <= octets.count else { return high }
    let low = hexValue(octets, at + 2)
    at += 6
    return 0x10000 + (high - 0xD800) << 10 + (low &- 0xDC00)
  }

  private static func append(_ code: UInt32, to result: inout [UInt8]) {
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    result.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
  }

  static func simpleEscape(_ mark: UInt8) -> UInt8? {
    switch mark {
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): mark
    default: nil
    }
  }

  /// The value of four hexadecimal digits; other characters count as zero.
  static func hexValue(_ octets: UnsafeRawBufferPointer, _ start: Int) -> UInt32 {
    var value: UInt32 = 0
    for index in start..<min(start + 4, octets.count) { value = value << 4 | (hexDigit(octets[index]) ?? 0) }
    return value
  }

  static func hexDigit(_ octet: UInt8) -> UInt32? {
    switch octet {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(octet - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(octet - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(octet - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}

extension JSONReader {
  /// Consumes a string and decodes it.
  public mutating func readString() throws(JSONError) -> String {
    guard try next() == .string else { throw wrongKind("expected a string") }
    return try readText().string
  }

  /// Consumes a string and gives it in place.
  public mutating func readStringInPlace() throws(JSONError) -> JSONText {
    guard try next() == .string else { throw wrongKind("expected a string") }
    return try readText()
  }

  /// Consumes a string whose opening quote is at the position.
  mutating func readText() throws(JSONError) -> JSONText {
    position += 1
    let start = position
    var hasEscapes = false
    var at = position
    while true {
      at = plainEnd(from: at)
      guard at < count else { throw unexpectedEnd() }
      let octet = octets[at]
      if octet == UInt8(ascii: "\"") {
        position = at + 1
        return JSONText(
          octets: UnsafeRawBufferPointer(start: octets + start, count: at - start), hasEscapes: hasEscapes)
      }
      if octet >= 0x80 {
        at = try unicode(at)
      } else if octet == UInt8(ascii: "\\") {
        hasEscapes = true
        at = try escape(at)
      } else {
        throw JSONError(.controlCharacter, offset: at, "a control character must be escaped")
      }
    }
  }

  /// The position of the first octet that is a quote, a backslash, a control character or not ASCII.
  @inline(__always)
  private func plainEnd(from start: Int) -> Int {
    var at = start
    // Eight octets at a time: bit 7 of each tells. A borrow only ever disturbs octets behind the first that counts.
    while at + 8 <= count {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(octets + at).loadUnaligned(as: UInt64.self))
      let quote = word ^ 0x2222_2222_2222_2222
      let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
      let special =
        (quote &- 0x0101_0101_0101_0101) & ~quote | (backslash &- 0x0101_0101_0101_0101) & ~backslash
        | (word &- 0x2020_2020_2020_2020) & ~word | word
      let marks = special & 0x8080_8080_8080_8080
      if marks != 0 { return at + marks.trailingZeroBitCount / 8 }
      at += 8
    }
    while at < count {
      let octet = octets[at]
      if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") || octet < 0x20 || octet >= 0x80 { break }
      at += 1
    }
    return at
  }

  /// Checks the escape at `at` and gives the position behind it.
  private func escape(_ at: Int) throws(JSONError) -> Int {
    guard at + 1 < count else { throw unexpectedEnd() }
    guard octets[at + 1] == UInt8(ascii: "u") else {
      guard JSONText.simpleEscape(octets[at + 1]) != nil else {
        throw JSONError(.invalidEscape, offset: at, "there is no such escape")
      }
      return at + 2
    }
    let code = try hex(at)
    guard (0xD800..<0xE000).contains(code) else { return at + 6 }
    guard code < 0xDC00, at + 7 < count, octets[at + 6] == UInt8(ascii: "\\"),
      octets[at + 7] == UInt8(ascii: "u"), (0xDC00..<0xE000).contains(try hex(at + 6))
    else { throw JSONError(.loneSurrogate, offset: at, "a surrogate must be part of a pair") }
    return at + 12
  }

  private func hex(_ at: Int) throws(JSONError) -> UInt32 {
    guard at + 6 <= count else { throw unexpectedEnd() }
    for index in at + 2..<at + 6 where JSONText.hexDigit(octets[index]) == nil {
      throw JSONError(.invalidEscape, offset: at, "\\u needs four hexadecimal digits")
    }
    return JSONText.hexValue(UnsafeRawBufferPointer(start: octets, count: count), at + 2)
  }

  /// Checks the UTF-8 sequence at `at` and gives the position behind it.
  private func unicode(_ at: Int) throws(JSONError) -> Int {
    let lead = octets[at]
    let length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
    guard length > 0, at + length <= count else { throw invalidUTF8(at) }
    for index in at + 1..<at + length where octets[index] & 0xC0 != 0x80 { throw invalidUTF8(at) }
    let second = octets[at + 1]
    switch lead {
    case 0xE0 where second < 0xA0, 0xED where second > 0x9F, 0xF0 where second < 0x90,
      0xF4 where second > 0x8F:
      throw invalidUTF8(at)
    default: return at + length
    }
  }

  private func invalidUTF8(_ at: Int) -> JSONError {
    JSONError(.invalidUTF8, offset: at, "the text is not valid UTF-8")
  }
}
