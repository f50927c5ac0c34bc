import RulesEngine

extension TreeBuilder {
  func tooDeep(_ offset: Int) -> Diagnostic {
    .error(
      "Y0109", "nested more than \(limits.depth) levels deep",
      at: text.source.span(of: offset..<min(offset + 1, text.bytes.count)),
      help: ["flatten it, or move a part into a definition of its own"])
  }

  func tooLarge(_ node: Node) -> Diagnostic {
    .error(
      "Y0108", "the document stands for more than \(limits.nodes) values, its aliases expanded",
      at: node.headSpan, help: ["use fewer aliases of values that hold aliases"])
  }
}
