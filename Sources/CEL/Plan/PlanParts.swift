/// A call site: the overloads that are possible there.
struct PlannedCall {
  struct Choice {
    var kinds: [KindMask]
    var overload: Overload
  }

  var name: String
  var isMember: Bool
  var choices: [Choice]
  /// The only overload, when the argument types were known at compile time.
  var direct: Overload.Body?
  var cost: Int
  var costPerElement: Double

  init(name: String, overloads: [Overload], isMember: Bool, isDirect: Bool) {
    self.name = name
    self.isMember = isMember
    choices = overloads.map { Choice(kinds: $0.parameters.map(\.kinds), overload: $0) }
    direct = isDirect && overloads.count == 1 ? overloads[0].body : nil
    cost = overloads.map(\.cost).max() ?? 1
    costPerElement = overloads.map(\.costPerElement).max() ?? 0
  }
}

/// A macro that walks a list or map.
struct PlannedLoop {
  var macro: Syntax.Comprehension.Macro
  var range: Int32
  /// -1 for none.
  var filter: Int32 = -1
  var body: Int32 = 0
  var cell: Int
  /// -1 for the one-variable forms.
  var second: Int
  /// Steps of one round.
  var cost = 1
}

/// A set of constants for `in`.
struct ValueSet: Sendable {
  let values: [Value]
  /// Where the words of its short texts lie in the plan's table, ascending.
  var rawStart = 0
  var rawCount = 0
  private let texts: Set<TextKey>
  private let ints: Set<Int64>
  private let others: [Value]

  /// The words of the texts that are short enough to lie inside them, ascending.
  var shortTexts: [RawText] {
    texts.map { RawText($0.text) }.filter(\.isSmall).sorted(by: RawText.precedes)
  }

  init(_ values: [Value]) {
    self.values = values
    var (texts, ints, others) = (Set<TextKey>(), Set<Int64>(), [Value]())
    for value in values {
      switch value {
      case .string(let text): texts.insert(TextKey(text))
      case .int(let number): ints.insert(number)
      default: others.append(value)
      }
    }
    (self.texts, self.ints, self.others) = (texts, ints, others)
  }

  func contains(_ value: Value) -> Bool {
    switch value {
    case .string(let text): return containsText(text)
    case .int(let number):
      return ints.contains(number) || others.contains { $0.isEqual(to: value) }
    case .double, .uint, .decimal: return values.contains { $0.isEqual(to: value) }
    default: return others.contains { $0.isEqual(to: value) }
    }
  }

  private func containsText(_ text: String) -> Bool {
    if values.count > 6 { return texts.contains(TextKey(text)) }
    for case .string(let candidate) in values where sameText(candidate, text) { return true }
    return false
  }
}
