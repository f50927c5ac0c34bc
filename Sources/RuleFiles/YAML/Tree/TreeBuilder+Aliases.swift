import RulesEngine

extension TreeBuilder {
  /// Resolves an alias to the very node it repeats.
  func addAlias(_ name: String, _ range: Range<Int>) -> Recovery? {
    let span = text.source.span(of: range)
    if let anchored = anchors[name] {
      usedAnchors.insert(name)
      if frames.count + anchored.height > limits.depth { return .stop(tooDeep(range.lowerBound)) }
      if frames.last.map({ $0.isMapping && $0.key == nil && !$0.dropsValue }) == true {
        return .stop(
          .error("Y0112", "a key must be text, and this is an alias", at: span, help: ["write the key out"]))
      }
      return place(anchored.node, size: anchored.size, height: anchored.height)
    }
    if let open = frames.first(where: { $0.anchor == name }) {
      usedAnchors.insert(name)
      let anchor =
        anchorPlaces.first { $0.name == name }?.span ?? text.source.span(of: open.start..<open.start)
      let finding = Diagnostic.error(
        "Y0107", "`*\(name)` stands inside the value it repeats", at: span, label: "would never end",
        related: [.init("the value marked `&\(name)` begins here", at: anchor)])
      return .repair(Repair(finding, quoting: range))
    }
    return .repair(Repair(undefined(name, span), quoting: range))
  }

  private func undefined(_ name: String, _ span: SourceSpan) -> Diagnostic {
    let meant = Suggestion.closest(
      to: name, among: anchors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    let help = meant.map { "did you mean `*\($0)`?" } ?? "quote it if it is meant as text: `\"*\(name)\"`"
    return .error(
      "Y0106", "there is no anchor `&\(name)` before this alias", at: span,
      label: "YAML reads this as the value marked `&\(name)`", help: [help],
      fix: .maybe(span, meant.map { "*\($0)" } ?? "\"*\(name)\""))
  }

  /// Remembers what a scalar's anchor stands for.
  func declare(_ anchor: String?, _ node: Node, size: Int, height: Int, _ start: Int) {
    guard let anchor else { return }
    note(anchor, start)
    anchors[anchor] = Anchored(node: node, size: size, height: height)
  }

  /// Remembers where an anchor stands.
  func note(_ anchor: String, _ start: Int) {
    let place = text.bytes[start...].firstIndex(of: 0x26) ?? start
    let span = text.source.span(of: place..<place + 1 + anchor.utf8.count)
    if let first = anchorPlaces.first(where: { $0.name == anchor }) {
      findings.append(
        .warning(
          "Y0131", "the anchor `&\(anchor)` is defined twice", at: span, label: "aliases below mean this one",
          related: [.init("first defined here", at: first.span)]))
    } else {
      anchorPlaces.append((anchor, span))
    }
  }

  /// Anchors without an alias are mostly text that was meant otherwise.
  func reportUnusedAnchors() {
    // After a repair an alias may have become text, so its anchor only seems unused.
    guard text.repairs.isEmpty else { return }
    for (name, span) in anchorPlaces where !usedAnchors.contains(name) {
      findings.append(
        .warning(
          "Y0130", "the anchor `&\(name)` is never used", at: span,
          label: "YAML reads this as a mark, not as text",
          help: ["remove it, or quote the value if `&\(name)` is part of it"]))
    }
  }

  /// The offset of a node after its anchor and tag.
  func skipProperties(_ event: YAMLEvent, _ range: Range<Int>) -> Int {
    guard event.anchor != nil || event.tag != nil else { return range.lowerBound }
    var index = range.lowerBound
    let end = text.slice.upperBound
    func isBlank(_ index: Int) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(text.bytes[index]) }
    while index < end {
      if isBlank(index) {
        index += 1
      } else if text.bytes[index] == 0x26 || text.bytes[index] == 0x21 {
        while index < end, !isBlank(index) { index += 1 }
      } else if text.bytes[index] == 0x23 {
        while index < end, text.bytes[index] != 0x0A { index += 1 }
      } else {
        break
      }
    }
    if case .scalar(let value, .plain) = event.kind, value.isEmpty { return min(index, range.upperBound) }
    return index
  }
}
