import RulesEngine

/// Checks that a file is UTF-8 text without control characters.
struct EncodingCheck {
  private(set) var findings: [Diagnostic] = []

  private static let shown = 10

  init(_ source: SourceText) {
    if let name = Self.wideEncoding(source.utf8) {
      findings = [
        .error(
          "Y0103", "the file is encoded as \(name), not as UTF-8", at: .file(source.file),
          help: ["save it again with the encoding `UTF-8`"])
      ]
      return
    }
    check(source)
  }

  /// UTF-16 and UTF-32, told by their byte order mark or by NUL bytes at the start.
  private static func wideEncoding(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    guard bytes.count >= 4, bytes.count % 2 == 0 else { return nil }
    let zeros = (0..<4).map { bytes[$0] == 0 }
    return zeros == [false, true, false, true] || zeros == [true, false, true, false] ? "UTF-16" : nil
  }

  private mutating func check(_ source: SourceText) {
    let bytes = source.utf8
    var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while offset < bytes.count, findings.count < Self.shown {
      if bytes[offset] >= 0x20 && bytes[offset] < 0x7F {
        offset += 1
        continue
      }
      let length = Self.length(of: bytes, at: offset)
      if let length {
        let scalar = source.text(of: offset..<offset + length).unicodeScalars.first
        if let scalar, Self.isControl(scalar) { reportControl(scalar, offset..<offset + length, source) }
      } else {
        reportInvalid(offset, source)
      }
      offset += length ?? 1
    }
  }

  /// The length of the well-formed UTF-8 sequence at an offset; `nil` if there is none.
  private static func length(of bytes: [UInt8], at offset: Int) -> Int? {
    func next(_ index: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      offset + index < bytes.count && range.contains(bytes[offset + index])
    }
    switch bytes[offset] {
    case 0..<0x80: return 1
    case 0xC2...0xDF: return next(1) ? 2 : nil
    case 0xE0: return next(1, 0xA0...0xBF) && next(2) ? 3 : nil
    case 0xED: return next(1, 0x80...0x9F) && next(2) ? 3 : nil
    case 0xE1...0xEF: return next(1) && next(2) ? 3 : nil
    case 0xF0: return next(1, 0x90...0xBF) && next(2) && next(3) ? 4 : nil
    case 0xF1...0xF3: return next(1) && next(2) && next(3) ? 4 : nil
    case 0xF4: return next(1, 0x80...0x8F) && next(2) && next(3) ? 4 : nil
    default: return nil
    }
  }

  /// What YAML calls unprintable. U+2028, U+2029 and U+0085 are refused too: they are line breaks to some
  /// tools only.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF, 0x2028, 0x2029: true
    default: false
    }
  }

  private mutating func reportInvalid(_ offset: Int, _ source: SourceText) {
    let byte = String(source.utf8[offset], radix: 16, uppercase: true)
    let place = source.position(at: offset)
    let end = SourcePosition(line: place.line, column: place.column + 1, offset: offset + 1)
    findings.append(
      .error(
        "Y0102", "the file is not UTF-8", at: SourceSpan(file: source.file, start: place, end: end),
        label: "byte \(offset) is 0x\(byte), which cannot stand here", help: ["save the file again as UTF-8"])
    )
  }

  private mutating func reportControl(_ scalar: Unicode.Scalar, _ range: Range<Int>, _ source: SourceText) {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    findings.append(
      .error(
        "Y0119", "the text contains the control character \(name)", at: source.span(of: range),
        help: ["remove it, or write it as an escape in double quotes"]))
  }
}
