import RulesEngine

extension ProblemTranslator {
  /// A tab in the indentation of the line or the one before.
  func tab(near place: Int) -> Diagnostic? {
    let number = line(at: place)
    for candidate in [number, number - 1] where candidate >= 1 {
      let bytes = text.source.bytes(ofLine: candidate)
      guard text.slice.contains(bytes.lowerBound) else { continue }
      let indent = bytes.prefix { text.bytes[$0] == 0x20 || text.bytes[$0] == 0x09 }
      guard let tab = indent.first(where: { text.bytes[$0] == 0x09 }) else { continue }
      return .error(
        "Y0104", "a tab in the indentation", at: span(tab..<tab + 1), label: "only blanks can indent",
        help: ["replace each tab by two spaces"], fix: Fix(.safe, tabEdits()))
    }
    return nil
  }

  /// Replaces the tabs at the start of all lines of the document.
  private func tabEdits() -> [Fix.Edit] {
    var edits: [Fix.Edit] = []
    for number in line(at: text.slice.lowerBound)...line(at: text.slice.upperBound) {
      let bytes = text.source.bytes(ofLine: number).clamped(to: text.slice)
      for index in bytes.prefix(while: { text.bytes[$0] == 0x20 || text.bytes[$0] == 0x09 })
      where text.bytes[index] == 0x09 {
        edits.append(.init(span(index..<index + 1), "  "))
      }
    }
    return edits
  }

  /// A value that starts with `%`, `@` or a backtick.
  func reserved(_ place: Int, _ flowOpen: Int?) -> Recovery {
    let found = text.source.text(of: place..<place + 1)
    let character = found == "`" ? "a backtick" : "`\(found)`"
    guard let value = text.intendedValue(at: place, flowOpen: flowOpen), value.lowerBound == place else {
      return .stop(
        .error(
          "Y0124", "nothing can start with \(character) here", at: span(place..<place + 1),
          help: ["quote the text it belongs to"]))
    }
    return quote(
      value, "Y0124", "a value cannot start with \(character)", at: place..<place + 1,
      label: "YAML reserves this character")
  }

  /// A value that starts with `*` or `&` but is no alias or anchor.
  func anchorOrAlias(_ context: Int, _ flowOpen: Int?) -> Recovery {
    let isAlias = byte(context) == 0x2A
    let character = isAlias ? "*" : "&"
    let value = text.intendedValue(at: context, flowOpen: flowOpen)
    if let value, value.lowerBound < context, byte(value.lowerBound) == 0x21 {
      return text.tagRecovery(at: value.lowerBound, node: nil, flowOpen: flowOpen)
    }
    guard let value, value.lowerBound == context else {
      return .stop(
        .error(
          isAlias ? "Y0122" : "Y0123", "a name must follow `\(character)`", at: span(context..<context + 1),
          help: ["quote the text it belongs to"]))
    }
    return quote(
      value, isAlias ? "Y0122" : "Y0123", "a value that starts with `\(character)` is not text",
      at: context..<context + 1,
      label: isAlias ? "YAML looks for the name of an alias" : "YAML looks for the name of an anchor")
  }

  /// A value that starts with `>` or `|` but goes on in the same line.
  func announced(_ context: Int) -> Recovery {
    let character = text.source.text(of: context..<context + 1)
    guard let value = text.intendedValue(at: context, flowOpen: nil), value.lowerBound == context else {
      return .stop(
        .error("Y0133", "a text must begin on the line after `\(character)`", at: span(context..<context + 1))
      )
    }
    // With lines below that belong to it, quoting alone may not be what was meant.
    let number = line(at: context)
    let next = text.source.indentation(ofLine: number + 1)
    let isFollowed = next.first != nil && next.count > text.source.indentation(ofLine: number).count
    return quote(
      value, "Y0133", "a value that starts with `\(character)` announces a text on the lines below",
      at: context..<context + 1, label: "this is not a comparison to YAML", isFollowed ? .maybe : .safe)
  }
}

extension ReadText {
  /// A value that starts with `!`: a tag, or an expression that was meant as text.
  ///
  /// - Parameters:
  ///   - start: where the `!` stands, or an anchor before it.
  ///   - node: where the value after the tag begins, if libyaml got that far.
  func tagRecovery(at start: Int, node: Int?, flowOpen: Int?) -> Recovery {
    let bang = bytes[start..<slice.upperBound].firstIndex(of: 0x21) ?? start
    let end =
      bytes[bang..<slice.upperBound].firstIndex { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
      ?? slice.upperBound
    let value = intendedValue(at: bang, flowOpen: flowOpen)
    if let node, node > end || value?.upperBound == end, isTag(bang..<end, value) {
      return .repair(Repair(tagFinding(bang..<end), replacing: blanks(bang..<end)))
    }
    guard let value, value.lowerBound == bang else {
      return .stop(tagFinding(bang..<max(bang + 1, end)))
    }
    let quoted = YAMLQuoting.quoted(source.text(of: value))
    let finding = Diagnostic.error(
      "Y0121", "a value that starts with `!` is a tag, not an expression",
      at: source.span(of: bang..<bang + 1),
      label: "YAML reads `\(source.text(of: bang..<min(end, value.upperBound)))` as the name of a type",
      help: ["quote the whole value: `\(quoted)`"], fix: .safe(source.span(of: value), quoted))
    return .repair(Repair(finding, quoting: value))
  }

  /// Whether this is a tag as YAML files have them, `!!str 5` or `!include file`, and not a negation.
  private func isTag(_ tag: Range<Int>, _ value: Range<Int>?) -> Bool {
    let name = bytes[tag].dropFirst()
    if name.first == 0x21 || name.first == 0x3C { return true }
    guard let value else { return true }
    let isWord = name.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == 0x5F || $0 == 0x2D }
    let next = bytes[tag.upperBound..<max(tag.upperBound, value.upperBound)].first { $0 != 0x20 }
    return isWord && next.map { !Array("&|=<>?+-*/%)".utf8).contains($0) } ?? false
  }

  private func tagFinding(_ tag: Range<Int>) -> Diagnostic {
    .error(
      "Y0111", "tags such as `\(source.text(of: tag))` are not used in rule files", at: source.span(of: tag),
      label: "the place of a value decides its type", help: ["remove the tag"])
  }

  private func blanks(_ range: Range<Int>) -> [Int: UInt8] {
    Dictionary(range.map { ($0, 0x20) }, uniquingKeysWith: { first, _ in first })
  }
}
