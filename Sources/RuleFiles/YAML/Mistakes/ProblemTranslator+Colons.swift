import RulesEngine

extension ProblemTranslator {
  /// A colon where no mapping can begin: inside a value, after a line without a proper colon, or on a line
  /// that is
  /// indented too far.
  func colon(_ place: Int, _ flowOpen: Int?) -> Recovery {
    let number = line(at: place)
    let shape = text.shape(ofLine: number)
    if let value = shape.value, shape.key != nil, value.lowerBound <= place, place < value.upperBound {
      return .repair(Repair(text.colonFinding(value, colon: place), quoting: value))
    }
    guard let before = codeLine(before: number) else {
      return .stop(.error("Y0118", "a colon where no key can stand", at: span(place..<place + 1)))
    }
    let above = text.shape(ofLine: before)
    if let recovery = tightColon(above) ?? noColon(above) { return recovery }
    if above.key == nil, let word = above.value, text.bytes[word].allSatisfy(isKeyByte) {
      return loneWord(word)
    }
    if let key = shape.key, let other = above.key, above.value != nil, shape.start > above.start {
      let name = text.source.text(of: other)
      let indent = String(repeating: " ", count: above.start - above.indent.lowerBound)
      return .stop(
        .error(
          "Y0115", "this line is indented further than the entry above it", at: span(key),
          label: "looks like a part of `\(name)`",
          related: [.init("`\(name)` already has a value on its line", at: span(other))],
          help: ["indent it like `\(name)`"], fix: .maybe(span(shape.indent), indent)))
    }
    return .stop(
      .error(
        "Y0118", "a colon where no key can stand", at: span(place..<place + 1),
        help: ["quote the value if the colon is part of it"]))
  }

  /// A line that should be a key with a value, but has no colon, or no blank after it.
  func missingColon(_ context: Int) -> Recovery {
    let shape = text.shape(ofLine: line(at: context))
    if let recovery = tightColon(shape) ?? noColon(shape) { return recovery }
    return loneWord(shape.value ?? context..<context + 1)
  }

  /// `do` alone on its line.
  private func loneWord(_ word: Range<Int>) -> Recovery {
    .stop(
      .error(
        "Y0134", "expected a key with a colon", at: span(word),
        help: ["write `\(text.source.text(of: word)):`, or remove the line"],
        fix: .maybe(span(word.upperBound..<word.upperBound), ":")))
  }

  /// `key:value`.
  private func tightColon(_ shape: LineShape) -> Recovery? {
    guard let value = shape.value, shape.key == nil,
      let colon = text.bytes[value].firstIndex(of: 0x3A), colon > value.lowerBound,
      text.bytes[value.lowerBound..<colon].allSatisfy(isKeyByte), colon + 1 < value.upperBound
    else { return nil }
    let rest = colon + 1..<value.upperBound
    let finding = Diagnostic.error(
      "Y0114", "there is no space after the colon", at: span(colon..<colon + 1),
      label: "without a space after it, this colon is part of a word",
      help: ["write `\(text.source.text(of: value.lowerBound..<colon)): \(text.source.text(of: rest))`"],
      fix: .safe(span(rest.lowerBound..<rest.lowerBound), " "))
    // The blank takes the place of the value's first byte, so a longer value is needed to read on.
    if rest.count == 1 { return .stop(finding) }
    return .repair(Repair(finding, separating: rest, replacing: [rest.lowerBound: 0x20]))
  }

  /// `key value`.
  private func noColon(_ shape: LineShape) -> Recovery? {
    guard let value = shape.value, shape.key == nil,
      let blank = text.bytes[value].firstIndex(where: { !isKeyByte($0) }), text.bytes[blank] == 0x20,
      blank > value.lowerBound, blank + 1 < value.upperBound
    else { return nil }
    let rest = blank + 1..<value.upperBound
    let key = text.source.text(of: value.lowerBound..<blank)
    let finding = Diagnostic.error(
      "Y0134", "there is no colon after `\(key)`", at: span(value.lowerBound..<blank),
      label: "expected a key, a colon and a value",
      help: ["write `\(key): \(text.source.text(of: rest))`"],
      fix: .maybe(span(blank..<blank), ":"))
    if rest.count == 1 { return .stop(finding) }
    return .repair(Repair(finding, separating: rest, replacing: [blank: 0x3A, rest.lowerBound: 0x20]))
  }

  private func isKeyByte(_ byte: UInt8) -> Bool {
    byte == 0x5F || byte == 0x2D || byte == 0x2E || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
      || (0x30...0x39).contains(byte)
  }

  /// The line with code before a line of the same document.
  func codeLine(before line: Int) -> Int? {
    var line = line - 1
    while line >= 1, text.source.bytes(ofLine: line).lowerBound >= text.slice.lowerBound {
      if let first = text.source.indentation(ofLine: line).first, first != "#" { return line }
      line -= 1
    }
    return nil
  }
}

extension ReadText {
  /// A colon inside an unquoted value.
  func colonFinding(_ value: Range<Int>, colon: Int) -> Diagnostic {
    let words = source.text(of: value)
    let quoted = YAMLQuoting.quoted(words)
    let isExpression =
      words.contains("?") || words.contains("(") || words.contains("\"") || words.contains("==")
    return .error(
      "Y0118", "a colon with a blank after it ends an unquoted text", at: source.span(of: colon..<colon + 1),
      label: "YAML takes what stands before it for a key",
      help: ["quote the whole value: `\(quoted)`"],
      fix: Fix(isExpression ? .safe : .maybe, [.init(source.span(of: value), quoted)]))
  }
}
