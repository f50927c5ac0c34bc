internal import CEL

/// `functions:` of a test: what functions of plugins give instead of being called.
struct FunctionMocks {
  let entries: [Node.Entry]
  let currency: Currency

  init(_ entries: [Node.Entry], _ currency: Currency) {
    self.entries = entries
    self.currency = currency
  }

  /// The functions with the mocked ones replaced; nil after reporting why not.
  func applied(
    to functions: [FunctionDeclaration], _ diagnostics: Diagnostics
  ) -> [FunctionDeclaration]? {
    var functions = functions
    var isSound = true
    for entry in entries {
      let places = functions.indices.filter { functions[$0].name == entry.name }
      if places.isEmpty {
        report(entry, among: functions.map(\.name), diagnostics)
        isSound = false
      }
      guard let answers = Answers(entry, currency, diagnostics) else {
        isSound = false
        continue
      }
      for place in places {
        for overload in functions[place].overloads where !answers.fit(overload, diagnostics) {
          isSound = false
        }
        functions[place].overloads = functions[place].overloads.map { answers.overload($0) }
      }
    }
    return isSound ? functions : nil
  }

  private func report(_ entry: Node.Entry, among names: [String], _ diagnostics: Diagnostics) {
    let meant = Suggestion.best(for: entry.name, among: names)
    diagnostics.add(
      .error(
        "N0217", "no plugin gives a function `\(entry.name)`", at: entry.key.span, label: "not known",
        notes: names.isEmpty
          ? ["only functions of plugins can be replaced"]
          : ["functions that can be replaced: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
        help: meant.map { ["did you mean `\($0)`?"] } ?? []))
  }
}

/// What one function answers: always the same, or by its arguments.
private struct Answers: Sendable {
  let name: String
  let currency: Currency
  let cases: [(arguments: [Node]?, result: Node)]

  init?(_ entry: Node.Entry, _ currency: Currency, _ diagnostics: Diagnostics) {
    name = entry.name
    self.currency = currency
    guard let items = entry.value.items, items.contains(where: { $0["returns"] != nil }) else {
      cases = [(nil, entry.value)]
      return
    }
    let context = ReadContext(diagnostics, name: entry.name)
    let read = items.map { item -> (arguments: [Node]?, result: Node)? in
      guard let keys = MappingReader(item, "answer", context) else { return nil }
      let arguments = keys.optional("args", .list(of: .node))
      let result = keys.required("returns", .node)
      guard keys.finish(), let result else { return nil }
      return (arguments, result)
    }
    guard !read.contains(where: { $0 == nil }) else { return nil }
    cases = read.compactMap(\.self)
  }

  /// Reports what is not of the types that the function declares.
  func fit(_ overload: Overload, _ diagnostics: Diagnostics) -> Bool {
    var isSound = true
    for answer in cases {
      let typed = zip(answer.arguments ?? [], overload.parameters) + [(answer.result, overload.result)]
      for (node, type) in typed where value(node, type) == nil {
        diagnostics.add(
          .error("T0301", "this is not \(type.plainNoun)", at: node.headSpan, label: "expected \(type.noun)"))
        isSound = false
      }
    }
    return isSound
  }

  /// The overload with these answers in place of its body.
  func overload(_ original: Overload) -> Overload {
    var overload = original
    let answers = cases.map { answer in
      (
        arguments: answer.arguments.map { zip($0, original.parameters).map { value($0.0, $0.1) ?? .null } },
        result: value(answer.result, original.result) ?? .null
      )
    }
    let name = name
    overload.body = { values throws(EvaluationError) in
      for answer in answers {
        guard let arguments = answer.arguments else { return answer.result }
        guard arguments.count <= values.count, zip(arguments, values).allSatisfy({ $0.isEqual(to: $1) })
        else {
          continue
        }
        return answer.result
      }
      let list = values.map(\.description).joined(separator: ", ")
      throw EvaluationError(.unavailable, "the test has no answer for \(name)(\(list))")
    }
    return overload
  }

  /// A value of the function's own type; nil where it is not written as one.
  private func value(_ node: Node, _ type: ValueType) -> Value? {
    switch (node.content, type) {
    case (.sequence(let items), .list(let element)):
      let values = items.compactMap { value($0, element) }
      return values.count == items.count ? .list(List(values)) : nil
    case (.sequence(let items), .dyn): return .list(List(items.compactMap { value($0, .dyn) }))
    case (.mapping(let entries), .map(_, let element)):
      let values = entries.compactMap { entry in value(entry.value, element).map { (entry.name, $0) } }
      return values.count == entries.count ? .map(Map(values)) : nil
    case (.mapping(let entries), .dyn):
      return .map(Map(entries.compactMap { entry in value(entry.value, .dyn).map { (entry.name, $0) } }))
    case (.scalar(let scalar), _): return value(scalar, type)
    default: return nil
    }
  }

  private func value(_ scalar: Scalar, _ type: ValueType) -> Value? {
    let text = scalar.text
    switch type {
    case .string: return .string(text)
    case .bool:
      return scalar.form == .bool(true) ? .bool(true) : scalar.form == .bool(false) ? .bool(false) : nil
    case .int: return Int64(text).map(Value.int)
    case .uint: return UInt64(text).map(Value.uint)
    case .double: return Double(text).map(Value.double)
    case .decimal: return Decimal(text).map(Value.decimal)
    case .money: return Money(text, default: currency).map(Value.money)
    case .timestamp: return Timestamp(rfc3339: text).map(Value.timestamp)
    case .duration: return Duration(text).map(Value.duration)
    case .dyn:
      switch scalar.form {
      case .null: return .null
      case .bool(let flag): return .bool(flag)
      case .number(let digits): return Int64(digits).map(Value.int) ?? .double(Double(digits) ?? .nan)
      case .text(let text): return .string(text)
      }
    default: return nil
    }
  }
}
