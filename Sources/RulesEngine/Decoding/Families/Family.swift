package import CEL

/// A family of kinds that is written in Swift, such as the fees: what it adds to the language of rulebooks.
///
/// A kind of a family is lowered to definitions of the core, so there is one runtime, one trace and one set of
/// guarantees. One value serves one rulebook while it is loaded, so it may keep what its kinds and its functions
/// share.
package protocol Family: Sendable {
  /// The kinds of definitions it adds. Their decoders append to the draft of the rulebook: usually a `RuleDraft` whose
  /// step is code (`ActionDraft.Verb.code`).
  var kinds: [Kind] { get }
  /// What it adds to expressions.
  var functions: [FunctionDeclaration] { get }
  /// Called once, when everything has been read and before anything is linked: adds what its definitions need, with
  /// `provide`, and reports what only shows across definitions.
  func complete(_ draft: inout RulebookDraft, _ diagnostics: Diagnostics)
}

extension Family {
  package var functions: [FunctionDeclaration] { [] }

  package func complete(_ draft: inout RulebookDraft, _ diagnostics: Diagnostics) {}
}

extension RulebookDraft {
  /// The code of one type in the steps of its rules, with the header of the rule.
  package func steps<Code: CodeDraft>(of type: Code.Type) -> [(header: DefinitionHeader, code: Code)] {
    rules.flatMap { rule in
      rule.actions.compactMap { step in
        if case .code(let code) = step.verb, let code = code as? Code { (rule.header, code) } else { nil }
      }
    }
  }

  /// Adds an entity that a family works with, unless the rulebook declares one of that name: that one must have
  /// the same fields.
  package mutating func provide(_ entity: EntityDraft, for family: String, _ diagnostics: Diagnostics) {
    guard let own = entities.first(where: { $0.name.value == entity.name.value }) else {
      return entities.append(entity)
    }
    let lacking = entity.fields.filter { field in
      !own.fields.contains { $0.name.value == field.name.value && $0.type.value == field.type.value }
    }
    report(lacking.map { ($0.name.value, $0.type) }, "entity", own.name, "field", for: family, diagnostics)
  }

  /// Adds an action that a family asks for, unless the rulebook declares one of that name.
  ///
  /// - Parameters:
  ///   - needed: the parameters that an own declaration must have; of the others it gets those it has.
  package mutating func provide(
    _ action: ActionDeclarationDraft, needed: [String], for family: String, _ diagnostics: Diagnostics
  ) {
    guard let own = actions.first(where: { $0.name.value == action.name.value }) else {
      return actions.append(action)
    }
    let lacking = action.parameters.filter { parameter in
      needed.contains(parameter.name.value)
        && !own.parameters.contains {
          $0.name.value == parameter.name.value && $0.type.value == parameter.type.value
        }
    }
    report(
      lacking.map { ($0.name.value, $0.type) }, "action", own.name, "parameter", for: family, diagnostics)
    for extra in own.parameters where !extra.type.isOptional {
      guard !action.parameters.contains(where: { $0.name.value == extra.name.value }) else { continue }
      diagnostics.add(
        .error(
          "N0250", "\(family) cannot give `\(extra.name.value)` to the action `\(own.name.value)`",
          at: extra.name.span, label: "not known to \(family)",
          notes: ["they give \(action.parameters.map { "`\($0.name.value)`" }.joined(separator: ", "))"],
          help: ["make it optional: `\(extra.name.value)?`"]))
    }
  }

  /// Adds an event type, unless the rulebook declares it.
  package mutating func provide(_ event: EventDraft) {
    if !events.contains(where: { $0.name.value == event.name.value }) { events.append(event) }
  }

  private func report(
    _ lacking: [(name: String, type: FieldType)], _ what: String, _ owner: Located<String>, _ part: String,
    for family: String, _ diagnostics: Diagnostics
  ) {
    guard !lacking.isEmpty else { return }
    let list = lacking.map { "`\($0.name): \($0.type.value)`" }.joined(separator: ", ")
    diagnostics.add(
      .error(
        "N0250", "\(family) need more of the \(what) `\(owner.value)`", at: owner.span,
        label: "lacks \(list)", help: ["add the \(part)\(lacking.count == 1 ? "" : "s") \(list)"]))
  }
}

extension FieldDraft {
  /// Fields by name and type, such as `("for?", "string")`, as if they were written at one place.
  package static func list(_ fields: [(name: String, type: String)], at span: SourceSpan) -> [FieldDraft] {
    fields.map { field in
      var type = FieldType(named: field.type) ?? FieldType(.string)
      var name = field.name
      if name.hasSuffix("?") {
        name.removeLast()
        type.isOptional = true
      }
      return FieldDraft(name: Located(name, span), type: type, typeSpan: span)
    }
  }
}
