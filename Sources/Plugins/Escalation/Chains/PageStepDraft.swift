internal import CEL
internal import RulesEngine

/// The step of a level that asks somebody, as written.
struct PageStepDraft: CodeDraft {
  let page: PageDraft
  let registry: EscalationRegistry

  init(page: PageDraft, registry: EscalationRegistry) {
    self.page = page
    self.registry = registry
  }

  /// The parameters that a page fills in itself, where the action has them.
  static let given: Set<String> = ["to", "channel", "level", "about", "escalation", "within"]

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let (position, declaration) = linking.action(page.action) else { return nil }
    let parameters = Dictionary(
      declaration.parameters.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
    guard has("to", in: parameters, linking) else { return nil }
    guard page.channels.isEmpty || has("channel", in: parameters, linking) else { return nil }
    guard !lacksArguments(declaration, linking) else { return nil }
    guard let arguments = linking.arguments(page.arguments, of: page.action, given: Self.given) else {
      return nil
    }
    let targets = page.targets.compactMap { target($0, linking) }
    let channels = page.channels.compactMap { node in
      parameters["channel"].flatMap { linking.value(node, as: $0) }
    }
    let key = page.key.flatMap { linking.compile($0) }
    guard targets.count == page.targets.count, channels.count == page.channels.count,
      key != nil || page.key == nil
    else { return nil }
    return PageCode(
      page: page, action: position, parameters: Set(parameters.keys), targets: targets, channels: channels,
      arguments: arguments, key: key)
  }

  /// Reports what the action needs, where nothing at all is given for it.
  private func lacksArguments(_ declaration: ActionDeclaration, _ linking: CodeLinking) -> Bool {
    let missing = declaration.parameters.filter { !$0.type.isOptional && !Self.given.contains($0.name) }
    guard page.arguments == nil, let first = missing.first else { return false }
    let names = missing.map { "`\($0.name)`" }.joined(separator: ", ")
    linking.diagnostics.add(
      .error(
        "N0207", "`\(page.action.value)` needs \(names)", at: page.action.span,
        label: "\(names) \(missing.count == 1 ? "is" : "are") missing",
        help: ["add `with: { \(first.name): … }` to the level, or to the escalation for all levels"]))
    return true
  }

  private func has(_ name: String, in parameters: [String: FieldType], _ linking: CodeLinking) -> Bool {
    if parameters[name]?.value == .string { return true }
    linking.diagnostics.add(
      .error(
        "N0257", "the action `\(page.action.value)` cannot page anybody", at: page.action.span,
        label: "has no parameter `\(name): string`",
        notes: parameters.isEmpty
          ? [] : ["its parameters: \(parameters.keys.sorted().map { "`\($0)`" }.joined(separator: ", "))"],
        help: [
          name == "to"
            ? "give it a parameter `to: string`, or name another action with `action:`"
            : "give it a parameter `channel?: string`, or remove `via`"
        ]))
    return false
  }

  private func target(_ target: PageDraft.Target, _ linking: CodeLinking) -> PageCode.Target? {
    switch target {
    case .party(let node): return linking.value(node, as: FieldType(.string)).map { .party($0) }
    case .assigned(let node):
      if let name = node.text, let key = linking.key(of: name) { return .assigned(key, name) }
      return linking.compile(node).map { .assigned($0, node.text ?? "") }
    case .onCall(let name, let pick):
      guard let draft = registry.schedule(named: name.value) else {
        linking.unknown("N0256", "on-call schedule", name, among: registry.schedules.map(\.id.value))
        return nil
      }
      return .onCall(draft.schedule(in: registry.zone(of: draft, in: linking.zones)), pick)
    }
  }
}
