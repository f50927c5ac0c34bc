extension ValueReader {
  /// A list, each item read alike. Items with mistakes are reported; then the whole list is `nil`.
  ///
  /// - Parameters:
  ///   - item: the reader of an item.
  ///   - count: how many items there must be.
  public static func list<Item>(
    of item: ValueReader<Item>, count: ClosedRange<Int> = 0...10_000
  ) -> ValueReader<[Item]> where Value == [Item] {
    ValueReader<[Item]>("a list") { node, context in
      guard let items = node.items else {
        context.reportKind(of: node, expected: "a list")
        return nil
      }
      let values = items.map { item.read($0, context) }
      guard context.checkCount(items.count, count, "item", node) else { return nil }
      return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
    }
  }

  /// One value, or a list of at least one.
  public static func oneOrMany<Item>(of item: ValueReader<Item>) -> ValueReader<[Item]>
  where Value == [Item] {
    ValueReader<[Item]>("\(item.expected) or a list") { node, context in
      if node.items != nil {
        return ValueReader<[Item]>.list(of: item, count: 1...10_000).read(node, context)
      }
      return item.read(node, context).map { [$0] }
    }
  }

  /// A mapping with free keys, each value read alike, in the order written.
  public static func table<Item>(
    of item: ValueReader<Item>, count: ClosedRange<Int> = 0...10_000
  ) -> ValueReader<[(key: Node, value: Item)]> where Value == [(key: Node, value: Item)] {
    ValueReader<[(key: Node, value: Item)]>("a mapping") { node, context in
      guard let entries = node.entries else {
        context.reportKind(of: node, expected: "a mapping")
        return nil
      }
      let values = entries.map { entry in
        (entry.key, item.read(entry.value, ReadContext(context.diagnostics, name: entry.name)))
      }
      guard context.checkCount(entries.count, count, "entry", node) else { return nil }
      return values.contains { $0.1 == nil }
        ? nil : values.compactMap { key, value in value.map { (key, $0) } }
    }
  }

  /// A mapping with declared keys; see ``MappingReader``.
  ///
  /// - Parameters:
  ///   - what: what the mapping is, for messages: `rule`, `step`.
  ///   - body: reads the keys; may return `nil` after a mistake.
  public static func mapping(
    _ what: String, _ body: @escaping @Sendable (MappingReader) -> Value?
  ) -> ValueReader<Value> {
    ValueReader<Value>("a mapping") { node, context in
      guard let keys = MappingReader(node, what, context) else { return nil }
      let value = body(keys)
      return keys.finish() ? value : nil
    }
  }

  /// Different readers for text, lists and mappings; forms without one are errors.
  public static func either(
    text: ValueReader<Value>? = nil, list: ValueReader<Value>? = nil, mapping: ValueReader<Value>? = nil
  ) -> ValueReader<Value> {
    let expected = [text, list, mapping].compactMap { $0?.expected }.joined(separator: " or ")
    return ValueReader<Value>(expected) { node, context in
      let reader =
        switch node.content {
        case .scalar: node.isEmpty ? nil : text
        case .sequence: list
        case .mapping: mapping
        }
      if let reader { return reader.read(node, context) }
      context.reportKind(of: node, expected: expected)
      return nil
    }
  }
}

extension ReadContext {
  func checkCount(_ count: Int, _ allowed: ClosedRange<Int>, _ noun: String, _ node: Node) -> Bool {
    if allowed.contains(count) { return true }
    let bound = count < allowed.lowerBound ? allowed.lowerBound : allowed.upperBound
    let plural = bound == 1 ? noun : noun == "entry" ? "entries" : "\(noun)s"
    let words = count < allowed.lowerBound ? "at least" : "at most"
    diagnostics.add(
      .error(
        "W0107", "`\(name)` has \(count) \(count == 1 ? noun : noun == "entry" ? "entries" : "\(noun)s")",
        at: node.headSpan, label: "expected \(words) \(bound) \(plural)"))
    return false
  }
}
