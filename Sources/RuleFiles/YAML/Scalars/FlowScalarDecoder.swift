/// Decodes plain and quoted scalars.
enum FlowScalarDecoder {
  private static let blanks: Set<UInt8> = [0x20, 0x09]
  private static let breaks: Set<UInt8> = [0x0A, 0x0D]

  /// A scalar without quotes: only line breaks change.
  static func plain(_ bytes: [UInt8], _ token: Range<Int>) -> DecodedText {
    var result = DecodedText(token)
    var index = token.lowerBound
    while index < token.upperBound {
      if foldBreak(bytes, &index, token.upperBound, &result) { continue }
      copyUntil(bytes, &index, token.upperBound, &result) { _ in false }
    }
    return result
  }

  /// A scalar in `'`: two of them are one.
  static func single(_ bytes: [UInt8], _ token: Range<Int>) -> DecodedText {
    var result = DecodedText(token)
    var index = token.lowerBound + 1
    let end = max(index, token.upperBound - 1)
    while index < end {
      if foldBreak(bytes, &index, end, &result) { continue }
      if bytes[index] == 0x27 {
        result.put([0x27], for: index..<min(index + 2, end))
        index += 2
        continue
      }
      copyUntil(bytes, &index, end, &result) { $0 == 0x27 }
    }
    return result
  }

  /// A scalar in `"`, with escapes.
  static func double(_ bytes: [UInt8], _ token: Range<Int>) -> DecodedText {
    var result = DecodedText(token)
    var index = token.lowerBound + 1
    let end = max(index, token.upperBound - 1)
    while index < end {
      if foldBreak(bytes, &index, end, &result) { continue }
      if bytes[index] == 0x5C {
        escape(bytes, &index, end, &result)
        continue
      }
      copyUntil(bytes, &index, end, &result) { $0 == 0x5C }
    }
    return result
  }

  /// Copies up to a byte that stops, or up to blanks before a line break.
  private static func copyUntil(
    _ bytes: [UInt8], _ index: inout Int, _ end: Int, _ result: inout DecodedText, stop: (UInt8) -> Bool
  ) {
    let start = index
    while index < end, !stop(bytes[index]), !breaks.contains(bytes[index]) {
      if blanks.contains(bytes[index]), startsBreak(bytes, index, end) { break }
      index += 1
    }
    result.copy(start..<index, bytes)
  }

  private static func startsBreak(_ bytes: [UInt8], _ index: Int, _ end: Int) -> Bool {
    var index = index
    while index < end, blanks.contains(bytes[index]) { index += 1 }
    return index < end && breaks.contains(bytes[index])
  }

  /// One line break with the blanks around it is a blank; several are one less.
  private static func foldBreak(
    _ bytes: [UInt8], _ index: inout Int, _ end: Int, _ result: inout DecodedText
  ) -> Bool {
    guard startsBreak(bytes, index, end) else { return false }
    let start = index
    let count = skipBreaks(bytes, &index, end)
    result.put(count == 1 ? [0x20] : Array(repeating: 0x0A, count: count - 1), for: start..<index)
    return true
  }

  /// Skips blanks and line breaks; gives the number of line breaks.
  private static func skipBreaks(_ bytes: [UInt8], _ index: inout Int, _ end: Int) -> Int {
    var count = 0
    while index < end, blanks.contains(bytes[index]) || breaks.contains(bytes[index]) {
      let isReturn = bytes[index] == 0x0D
      if breaks.contains(bytes[index]) { count += 1 }
      index += 1
      if isReturn, index < end, bytes[index] == 0x0A { index += 1 }
    }
    return count
  }

  private static let named: [UInt8: [UInt8]] = [
    0x30: [0], 0x61: [7], 0x62: [8], 0x74: [9], 0x09: [9], 0x6E: [10], 0x76: [11], 0x66: [12], 0x72: [13],
    0x65: [27], 0x20: [32], 0x22: [0x22], 0x2F: [0x2F], 0x5C: [0x5C], 0x4E: [0xC2, 0x85],
    0x5F: [0xC2, 0xA0], 0x4C: [0xE2, 0x80, 0xA8], 0x50: [0xE2, 0x80, 0xA9],
  ]

  private static func escape(
    _ bytes: [UInt8], _ index: inout Int, _ end: Int, _ result: inout DecodedText
  ) {
    let start = index
    index += 1
    guard index < end else { return }
    let digits: Int? =
      switch bytes[index] {
      case 0x78: 2
      case 0x75: 4
      case 0x55: 8
      default: nil
      }
    if breaks.contains(bytes[index]) {
      // An escaped line break joins two lines; further breaks are kept.
      let count = skipBreaks(bytes, &index, end)
      result.put(Array(repeating: 0x0A, count: count - 1), for: start..<index)
    } else if let digits {
      let stop = min(index + 1 + digits, end)
      let value = UInt32(String(decoding: bytes[index + 1..<stop], as: UTF8.self), radix: 16)
      index = stop
      let scalar = value.flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
      result.put(Array(String(scalar).utf8), for: start..<index)
    } else {
      result.put(named[bytes[index]] ?? [], for: start..<index + 1)
      index += 1
    }
  }
}
