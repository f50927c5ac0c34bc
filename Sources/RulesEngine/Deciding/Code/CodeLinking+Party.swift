package import CEL

extension CodeLinking {
  /// Reads the key of an entity that the event names under this variable, such as `provider`; nil where it names none.
  package func key(of variable: String) -> Program? {
    guard let scope = scope as? EventScope,
      let binding = scope.bindings.first(where: { $0.variable == variable })
    else { return nil }
    let entity = model.entities[binding.entity]
    var slots = scope.slots
    guard
      let program = try? environment.compile(
        "\(variable).\(entity.fields[entity.key].name)", expecting: nil, slots: &slots)
    else { return nil }
    scope.slots = slots
    return program
  }
}
