internal import CEL
internal import RulesEngine

/// The step that asks a question, or takes it back.
struct ShowDraft: CodeDraft {
  let draft: PromptDraft
  let key: Node?
  let isWithdrawn: Bool

  /// The parameters that are filled in where the action has them.
  private static let given: Set<String> = ["to", "prompt", "title", "choices", "answers", "expires", "about"]

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    let name = isWithdrawn ? draft.withdraw ?? draft.action : draft.action
    guard let (position, declaration) = linking.action(name) else { return nil }
    let parameters = Dictionary(
      declaration.parameters.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
    guard has("prompt", .string, parameters, name, linking),
      isWithdrawn || has("choices", .list(.string), parameters, name, linking),
      let arguments = linking.arguments(isWithdrawn ? nil : draft.arguments, of: name, given: Self.given),
      let title = linking.value(draft.title, as: FieldType(.string))
    else { return nil }
    var code = ShowCode(
      id: draft.id, action: position, parameters: Set(parameters.keys), title: title, arguments: arguments)
    if !isWithdrawn, let each = draft.each {
      guard let items = items(each, linking) else { return nil }
      code.items = items
    }
    code.choices = draft.choices.map(\.label)
    code.answers = draft.choices.map(\.answer)
    if case .literal(.elapsed(let milliseconds))? = draft.expires?.length, milliseconds <= 9_000_000_000_000 {
      code.expires = Duration(nanoseconds: Int64(milliseconds) * 1_000_000)
    }
    if let event = linking.event, let subject = linking.model.events[event].subject {
      code.to = linking.model.entities[subject].name
    }
    guard let key else { return code }
    guard let program = linking.compile(key) else { return nil }
    code.key = program
    return code
  }

  private func items(_ each: PromptDraft.EachChoice, _ linking: CodeLinking) -> ShowCode.Items? {
    guard let list = linking.compile(each.list, expecting: .list(.string)) else { return nil }
    linking.declare(each.name.value, type: .string)
    var items = ShowCode.Items(list: list, max: each.max)
    if let label = each.label {
      guard let plan = linking.value(label, as: FieldType(.string)) else { return nil }
      items.label = plan
    }
    items.slot = linking.slot(of: [each.name.value])
    return items
  }

  private func has(
    _ name: String, _ type: ValueType, _ parameters: [String: FieldType], _ action: Located<String>,
    _ linking: CodeLinking
  ) -> Bool {
    if parameters[name]?.value == type { return true }
    linking.diagnostics.add(
      .error(
        "N0258", "the action `\(action.value)` cannot ask a question", at: action.span,
        label: "has no parameter `\(name): \(type == .string ? "string" : "[string]")`",
        help: ["give it this parameter, or name another action with `action:`"]))
    return false
  }
}

struct ShowCode: DecisionCode {
  /// A choice for each item of a list.
  struct Items: Sendable {
    var list: Program
    var max: Int
    var label: ValuePlan?
    /// What the label reads an item from.
    var slot: Int?
  }

  let id: String
  let action: Int
  let parameters: Set<String>
  let title: ValuePlan
  let arguments: [(name: String, value: ValuePlan)]
  var choices: [String] = []
  var answers: [String] = []
  var items: Items?
  var expires: Duration?
  var to = "customer"
  var key: Program?

  init(
    id: String, action: Int, parameters: Set<String>, title: ValuePlan,
    arguments: [(name: String, value: ValuePlan)]
  ) {
    self.id = id
    self.action = action
    self.parameters = parameters
    self.title = title
    self.arguments = arguments
  }

  var writes: Bool { false }
  var asksOnce: Bool { true }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    let (labels, answers) = try choices(context)
    if items != nil, answers.isEmpty { return }
    var values: [(String, Value)] = []
    for argument in arguments {
      if let value = try context.value(argument.value) { values.append((argument.name, value)) }
    }
    func give(_ name: String, _ value: Value?) {
      guard let value, parameters.contains(name), !values.contains(where: { $0.0 == name }) else { return }
      values.append((name, value))
    }
    give("to", .string(to))
    give("prompt", .string(id))
    give("title", try context.value(title))
    give("choices", .list(List(labels.map(Value.string))))
    give("answers", .list(List(answers.map(Value.string))))
    give("expires", expires.map(Value.duration))
    give("about", .string(try context.about(key)))
    try context.act(action, values)
  }

  /// What is shown, and what it answers: the items of the list before the choices that are always there.
  private func choices(
    _ context: DecisionContext
  ) throws(EvaluationError) -> (labels: [String], answers: [String]) {
    guard let items else { return (choices, answers) }
    var found: [String] = []
    if case .list(let list)? = try context.value(items.list) {
      for item in list.elements.map(\.text) where !found.contains(item) && !answers.contains(item) {
        found.append(item)
      }
    }
    found.removeSubrange(min(items.max, found.count)...)
    context.setVariable(PromptBuilder.offered, to: .list(List(found.map(Value.string))))
    guard !found.isEmpty else { return ([], []) }
    var labels: [String] = []
    for item in found {
      context.set(items.slot, .string(item))
      var label = item
      if let plan = items.label, let text = try context.value(plan)?.text { label = text }
      labels.append(label)
    }
    context.set(items.slot, nil)
    return (labels + choices, found + answers)
  }
}
