import RulesEngine

extension TreeBuilder {
  private static let mostWarnings = 500

  /// Looks for what YAML made of a scalar that people did not mean.
  func checkScalar(_ node: Node) -> Recovery? {
    guard node.scalar?.style == .plain, let text = node.text else { return nil }
    if isKey {
      return frames.last?.isFlow == true ? nil : checkKey(node, text)
    }
    if outermostFlow != nil, let recovery = checkSplit(node, text) { return recovery }
    checkCut(node, text)
    checkContinued(node)
    if findings.count < Self.mostWarnings, let finding = AmbiguousWord.finding(node, text) {
      findings.append(finding)
    }
    return nil
  }

  /// Whether the next scalar is a key.
  private var isKey: Bool {
    frames.last.map { $0.isMapping && $0.key == nil && !$0.dropsValue } ?? false
  }

  /// `- a ? b : c` is a mapping with the key `a ? b`.
  private func checkKey(_ node: Node, _ name: String) -> Recovery? {
    guard name.contains(" ? ") else { return nil }
    let line = text.source.bytes(ofLine: node.span.start.line)
    let shape = LineShape(text.bytes, line)
    guard let value = shape.value, shape.key?.lowerBound == node.range.lowerBound else { return nil }
    let whole = node.range.lowerBound..<value.upperBound
    return .repair(Repair(text.colonFinding(whole, colon: node.range.upperBound), quoting: whole))
  }

  /// A bracket that is open at the end of a value in `{ }` was cut by a comma.
  private func checkSplit(_ node: Node, _ value: String) -> Recovery? {
    guard Balance(value).isOpen,
      let whole = text.intendedValue(at: node.range.lowerBound, flowOpen: outermostFlow),
      whole.lowerBound == node.range.lowerBound, whole.upperBound > node.range.upperBound
    else { return nil }
    return .repair(Repair(splitFinding(node, value, whole, .safe), quoting: whole))
  }

  /// A key without a colon behind a value in `{ }` is the rest of that value, as in `{ text: Thanks, friend }`.
  func checkStray(_ key: Node, _ value: Node, _ frame: Frame) -> Recovery? {
    guard frame.isFlow, value.isEmpty, value.range.lowerBound == key.range.upperBound,
      let last = frame.entries.last?.value, last.scalar?.style == .plain, let text = last.text, !last.isEmpty
    else { return nil }
    let whole = last.range.lowerBound..<key.range.upperBound
    var finding = splitFinding(last, text, whole, .maybe)
    if let rest = key.text, (text + rest).utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      let isGroup = rest.utf8.count == 3
      let number = isGroup ? text + rest : "\(text).\(rest)"
      finding.help = ["write \(isGroup ? "thousands without" : "a point in place of") the comma: `\(number)`"]
      finding.fix = .maybe(finding.span, number)
    }
    return .repair(Repair(finding, quoting: whole))
  }

  private func splitFinding(
    _ node: Node, _ value: String, _ whole: Range<Int>, _ applicability: Fix.Applicability
  ) -> Diagnostic {
    let comma = text.bytes[node.range.upperBound...].firstIndex(of: 0x2C) ?? node.range.upperBound
    let quoted = YAMLQuoting.quoted(text.source.text(of: whole))
    let span = text.source.span(of: whole)
    return .error(
      "Y0127", "the comma ends this value", at: span, label: "YAML reads only `\(value)` here",
      related: [.init("this comma begins the next entry", at: text.source.span(of: comma..<comma + 1))],
      help: ["quote the whole value: `\(quoted)`"], fix: Fix(applicability, [.init(span, quoted)]))
  }

  /// An unquoted text over several lines, one of which looks like a list item.
  private func checkContinued(_ node: Node) {
    guard text.bytes[node.range].contains(0x0A), findings.count < Self.mostWarnings else { return }
    let first = text.source.position(at: node.range.lowerBound).line
    let last = text.source.position(at: node.range.upperBound).line
    guard let line = (first...last).dropFirst().first(where: { text.shape(ofLine: $0).hasDash }) else {
      return
    }
    findings.append(
      .warning(
        "Y0137", "this line continues the text above it",
        at: text.source.span(of: text.shape(ofLine: line).head),
        label: "looks like a list item, but is indented further than the text it follows",
        help: ["indent it like the other items; or write the text after `|` or `>` if it is one"]))
  }

  /// A value cut by ` #`, as in `name: Order #5`.
  private func checkCut(_ node: Node, _ value: String) {
    let end = node.range.upperBound
    let rest = text.bytes[end..<text.slice.upperBound]
    guard let hash = rest.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }), text.bytes[hash] == 0x23,
      !text.bytes[node.range].contains(0x0A)
    else { return }
    let line = hash..<(rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.slice.upperBound)
    let isOpen = Balance(value).isOpen
    let isTight = hash + 1 < line.upperBound && ![0x20, 0x09, 0x23, 0x21].contains(text.bytes[hash + 1])
    guard isOpen || isTight, findings.count < Self.mostWarnings else { return }
    let stop =
      text.bytes[hash..<line.upperBound].lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? hash
    let whole = text.source.span(of: node.range.lowerBound..<stop)
    let quoted = YAMLQuoting.quoted(text.source.text(of: whole))
    findings.append(
      Diagnostic(
        isOpen ? .error : .warning, "Y0126", "the rest of this line is a comment",
        at: text.source.span(of: hash..<stop), label: "YAML reads only `\(value)` before it",
        help: [
          isOpen
            ? "quote the whole value: `\(quoted)`"
            : "quote the whole value: `\(quoted)`; or put a blank after `#` if it is a comment"
        ], fix: .maybe(whole, quoted)))
  }
}

/// Whether quotes and brackets in a text are closed.
struct Balance {
  /// Whether a bracket or a double quote is still open at the end.
  let isOpen: Bool

  init(_ text: String) {
    var depth = 0
    var inQuotes = false
    for byte in text.utf8 {
      switch byte {
      case 0x22: inQuotes.toggle()
      case 0x28, 0x5B, 0x7B: depth += inQuotes ? 0 : 1
      case 0x29, 0x5D, 0x7D: depth -= inQuotes ? 0 : 1
      default: break
      }
    }
    isOpen = inQuotes || depth > 0
  }
}
