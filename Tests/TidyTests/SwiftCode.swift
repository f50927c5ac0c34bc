/// Swift source with comments and the contents of string literals blanked out, so that words and braces in it
/// can be counted. Lines and columns stay where they are.
struct SwiftCode {
  let bytes: [UInt8]

  init(_ source: [UInt8]) {
    var blanker = Blanker(source: source)
    blanker.code(until: nil)
    bytes = blanker.output
  }

  init(path: String) { self.init(Project.bytes(path)) }

  var lines: [String] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}

/// Walks through source once, copying code and blanking the rest.
private struct Blanker {
  let source: [UInt8]
  var output: [UInt8] = []
  var at = 0

  init(source: [UInt8]) {
    self.source = source
    output.reserveCapacity(source.count)
  }

  /// Copies code up to the end, or to the parenthesis that closes an interpolation.
  mutating func code(until close: UInt8?) {
    var depth = 0
    while at < source.count {
      let byte = source[at]
      if close != nil, depth == 0, byte == close { return }
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      switch byte {
      case UInt8(ascii: "/") where starts("//"):
        while at < source.count, source[at] != UInt8(ascii: "\n") { blank() }
      case UInt8(ascii: "/") where starts("/*"):
        comment()
      case UInt8(ascii: "\""), UInt8(ascii: "#"):
        if let hashes = stringStart() { string(hashes: hashes) } else { copy() }
      default:
        copy()
      }
    }
  }

  private mutating func comment() {
    var depth = 0
    repeat {
      if starts("/*") { depth += 1 }
      if starts("*/") { depth -= 1 }
      if starts("/*") || starts("*/") { blank() }
      blank()
    } while depth > 0 && at < source.count
  }

  /// The number of `#` before a quote that begins here, or nil when no string begins here.
  private func stringStart() -> Int? {
    var index = at
    while index < source.count, source[index] == UInt8(ascii: "#") { index += 1 }
    return index < source.count && source[index] == UInt8(ascii: "\"") ? index - at : nil
  }

  private mutating func string(hashes: Int) {
    for _ in 0..<hashes { blank() }
    let quote = starts("\"\"\"") ? "\"\"\"" : "\""
    let ending = quote + String(repeating: "#", count: hashes)
    let escape = "\\" + String(repeating: "#", count: hashes)
    for _ in quote.utf8 { blank() }
    while at < source.count {
      let byte = source[at]
      if byte == UInt8(ascii: "\""), starts(ending) { break }
      let escapes = byte == UInt8(ascii: "\\") && starts(escape)
      guard escapes else {
        blank()
        continue
      }
      let interpolates = starts(escape + "(")
      for _ in 0...escape.utf8.count { blank() }
      if interpolates { code(until: UInt8(ascii: ")")) }
    }
    for _ in ending.utf8 { blank() }
  }

  private func starts(_ text: String) -> Bool {
    source[min(at, source.count)...].starts(with: text.utf8)
  }

  private mutating func copy() {
    output.append(source[at])
    at += 1
  }

  private mutating func blank() {
    guard at < source.count else { return }
    output.append(source[at] == UInt8(ascii: "\n") ? source[at] : UInt8(ascii: " "))
    at += 1
  }
}
