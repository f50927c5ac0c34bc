/// A line of block YAML taken apart as people read it: indentation, dashes, a key, a value, a comment.
struct LineShape {
  /// Blanks before anything else.
  private(set) var indent: Range<Int>
  /// Where the first key or value starts, after dashes.
  private(set) var start: Int
  /// Whether the line begins with `- `.
  private(set) var hasDash = false
  /// The key with its quotes, if a colon and a blank (or the line's end) follow.
  private(set) var key: Range<Int>?
  /// The rest of the line, without blanks and a comment at its end; `nil` if there is none.
  private(set) var value: Range<Int>?

  private let bytes: [UInt8]
  private let end: Int

  /// What the line begins with: its dash, its key, or its value.
  var head: Range<Int> {
    let end = key?.upperBound ?? value?.upperBound ?? start
    return indent.upperBound..<max(end, indent.upperBound)
  }

  /// Takes a line apart.
  init(_ bytes: [UInt8], _ line: Range<Int>) {
    self.bytes = bytes
    end = line.upperBound
    let first = line.first { bytes[$0] != 0x20 && bytes[$0] != 0x09 } ?? line.upperBound
    indent = line.lowerBound..<first
    start = first
    while start < end, bytes[start] == 0x2D, isBlank(start + 1) {
      hasDash = true
      start += 1
      while start < end, isBlank(start) { start += 1 }
    }
    var rest = start
    if let colon = colon() {
      key = start..<colon
      rest = colon + 1
    }
    while rest < end, isBlank(rest) { rest += 1 }
    let stop = endOfValue(from: rest)
    if stop > rest { value = rest..<stop }
  }

  private func isBlank(_ index: Int) -> Bool { index >= end || bytes[index] == 0x20 || bytes[index] == 0x09 }

  /// The colon after the key.
  private func colon() -> Int? {
    var index = start
    guard index < end, bytes[index] != 0x23, bytes[index] != 0x5B, bytes[index] != 0x7B else { return nil }
    if bytes[index] == 0x22 || bytes[index] == 0x27 {
      index = Quotes.end(bytes, index, end) ?? end
      while index < end, isBlank(index) { index += 1 }
      return index < end && bytes[index] == 0x3A && isBlank(index + 1) ? index : nil
    }
    while index < end {
      if bytes[index] == 0x3A, isBlank(index + 1) { return index }
      if bytes[index] == 0x23, isBlank(index - 1) { return nil }
      index += 1
    }
    return nil
  }

  /// The end of the value: a comment starts with ` #` outside of quotes.
  private func endOfValue(from start: Int) -> Int {
    var index = start
    var last = start
    while index < end {
      if bytes[index] == 0x23, index == start || isBlank(index - 1) { break }
      if Quotes.opens(bytes, index, start), let close = Quotes.end(bytes, index, end) {
        index = close
        last = close
        continue
      }
      if !isBlank(index) { last = index + 1 }
      index += 1
    }
    return last
  }
}

/// Finds where quoted text ends.
enum Quotes {
  /// Whether a quote at an index opens a text: not an apostrophe in a word.
  static func opens(_ bytes: [UInt8], _ index: Int, _ start: Int) -> Bool {
    if bytes[index] == 0x22 { return true }
    guard bytes[index] == 0x27 else { return false }
    if index == start { return true }
    let before = bytes[index - 1]
    return
      !(before >= 0x80 || (before | 0x20) >= 0x61 && (before | 0x20) <= 0x7A
      || (0x30...0x39).contains(before))
  }

  /// Just after the quote that closes the one at an index; `nil` if none does before `end`.
  static func end(_ bytes: [UInt8], _ index: Int, _ end: Int) -> Int? {
    let quote = bytes[index]
    var index = index + 1
    while index < end {
      if bytes[index] == 0x5C, quote == 0x22 {
        index += 2
        continue
      }
      if bytes[index] == quote {
        guard quote == 0x27, index + 1 < end, bytes[index + 1] == 0x27 else { return index + 1 }
        index += 1
      }
      index += 1
    }
    return nil
  }
}
