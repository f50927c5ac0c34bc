extension Node {
  /// The scalar, if it is one.
  public var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The text, if it is a scalar.
  public var text: String? { scalar?.text }

  /// The items, if it is a list.
  public var items: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The entries, if it is a mapping.
  public var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of a key, if it is a mapping that has it.
  public subscript(key: String) -> Node? {
    entries?.first { $0.name.utf8.elementsEqual(key.utf8) }?.value
  }

  /// Whether nothing is written where a value could stand.
  public var isEmpty: Bool { scalar.map { $0.style == .plain && $0.text.isEmpty } ?? false }

  /// Whether it is empty, or an unquoted `null` or `~`.
  public var isNull: Bool { scalar?.form == .null }

  /// What it is, in words for messages: `text`, `a list`, `a mapping` or `nothing`.
  public var kindInWords: String {
    switch content {
    case .scalar: isEmpty ? "nothing" : "text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Where a part of its text stands in the file.
  ///
  /// - Parameter range: UTF-8 offsets into ``text``; clamped to it. Nodes that are no scalars give their
  /// whole span.
  public func span(of range: Range<Int>) -> SourceSpan {
    guard let scalar else { return span }
    return source.span(of: scalar.offsets.source(of: range))
  }
}
