import RulesEngine

extension TreeBuilder {
  /// Takes a mapping's key; reports one that is no text or stands twice.
  func acceptKey(_ node: Node, _ frame: inout Frame) {
    guard let name = node.text else {
      findings.append(
        .error(
          "Y0112", "a key must be text, and this is \(node.kindInWords)", at: node.headSpan,
          help: ["quote it if it is meant as text"]))
      frame.dropsValue = true
      return
    }
    if name.utf8.elementsEqual("<<".utf8), node.scalar?.style == .plain {
      findings.append(
        .error(
          "Y0129", "merge keys are not supported", at: node.span,
          help: ["repeat the entries, or use a template"]))
      frame.dropsValue = true
      return
    }
    if let first = frame.keys[Array(name.utf8)] {
      reportRepeated(node, name, first, &frame)
      frame.dropsValue = true
      return
    }
    frame.keys[Array(name.utf8)] = node
    frame.key = node
  }

  /// A document that repeats its very first key holds two definitions; one finding says so for all their keys.
  private func reportRepeated(_ node: Node, _ name: String, _ first: Node, _ frame: inout Frame) {
    guard !frame.holdsAnother else { return }
    if frames.isEmpty, !frame.isFlow, frame.entries.count > 1, frame.entries[0].key.range == first.range {
      frame.holdsAnother = true
      findings.append(
        .error(
          "Y0105", "a second definition begins here, in the document of the first", at: node.span,
          label: "`\(name)` again", related: [.init("the first definition", at: first.span)],
          help: ["put a line `---` before it, or remove it if it is not meant to be another"],
          fix: .maybe(SourceSpan(file: node.span.file, at: node.span.start), "---\n")))
      return
    }
    findings.append(
      .error(
        "Y0105", "the key `\(name)` is written twice", at: node.span, label: "here again",
        related: [.init("first written here", at: first.span)],
        help: ["remove one of the two, or put them into one"]))
  }
}
