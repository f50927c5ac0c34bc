internal import CEL

/// `functions:` of a test: what functions of plugins give instead of being called.
struct FunctionMocks {
  let entries: [Node.Entry]

  init(_ entries: [Node.Entry]) { self.entries = entries }

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
      guard let answers = Answers(entry, diagnostics) else {
        isSound = false
        continue
      }
      for place in places {
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
          : ["functions of plugins: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
        help: meant.map { ["did you mean `\($0)`?"] } ?? []))
  }
}

/// What one function answers: always the same, or by its arguments.
private struct Answers: Sendable {
  let name: String
  let cases: [(arguments: [Node]?, result: Node)]

  init?(_ entry: Node.Entry, _ diagnostics: Diagnostics) {
    name = entry.name
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

  /// The overload with these answers in place of its body.
  func overload(_ original: Overload) -> Overload {
    var overload = original
    let answers = cases.map { answer in
      (
        arguments: answer.arguments.map { zip($0, original.parameters).map { Self.value($0.0, $0.1) } },
        result: Self.value(answer.result, original.result)
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

  /// A value of the function's own type, as far as it can be told from what is written.
  private static func value(_ node: Node, _ type: ValueType) -> Value {
    switch node.content {
    case .sequence(let items):
      var element = ValueType.dyn
      if case .list(let inner) = type { element = inner }
      return .list(List(items.map { value($0, element) }))
    case .mapping(let entries):
      var element = ValueType.dyn
      if case .map(_, let inner) = type { element = inner }
      return .map(Map(entries.map { ($0.name, value($0.value, element)) }))
    case .scalar(let scalar): return value(scalar, type)
    }
  }

  private static func value(_ scalar: Scalar, _ type: ValueType) -> Value {
    let text = scalar.text
    switch type {
    case .string: return .string(text)
    case .int: if let number = Int64(text) { return .int(number) }
    case .uint: if let number = UInt64(text) { return .uint(number) }
    case .double: if let number = Double(text) { return .double(number) }
    case .decimal: if let number = Decimal(text) { return .decimal(number) }
    case .money: if let money = Money(text, default: .usDollar) { return .money(money) }
    case .timestamp: if let instant = Timestamp(rfc3339: text) { return .timestamp(instant) }
    case .duration: if let length = Duration(text) { return .duration(length) }
    default: break
    }
    switch scalar.form {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .number(let digits): return Int64(digits).map(Value.int) ?? .double(Double(digits) ?? .nan)
    case .text(let text): return .string(text)
    }
  }
}
