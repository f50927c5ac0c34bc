extension Kind {
  /// `event: service.completed`.
  static var event: Kind {
    Kind("event") { keys, definition, decoding in
      keys.allow("description")
      var draft = EventDraft(name: definition.id, subject: keys.optional("subject", .locatedIdentifier))
      draft.fields = keys.optional("data", .fields) ?? []
      decoding.draft.events.append(draft)
    }
  }

  /// `apply: service.completed`.
  static var apply: Kind {
    Kind("apply") { keys, definition, decoding in
      keys.allow("description")
      let condition = keys.optional("if", .condition)
      guard let steps = keys.required("do", .steps) else { return }
      for step in steps {
        if case .intent(let name, _) = step.verb {
          keys.report(
            .error(
              "W0123", "`apply` changes the model only, and `\(name.value)` is an action", at: name.span,
              help: ["move it to a rule on `\(definition.id.value)`"]))
        }
      }
      decoding.draft.projections.append(
        ProjectionDraft(event: definition.id, condition: condition, steps: steps))
    }
  }

  /// `action: notify`.
  static var action: Kind {
    Kind("action") { keys, definition, decoding in
      keys.allow("description")
      let parameters = keys.optional("params", .fields) ?? []
      let isIdempotent = keys.optional("idempotent", .bool) ?? false
      var draft = ActionDeclarationDraft(
        name: definition.id, parameters: parameters, isIdempotent: isIdempotent)
      draft.isFinal = !(keys.optional("withdraw", .bool) ?? true)
      draft.delivery = keys.delivery()
      decoding.draft.actions.append(draft)
    }
  }
}
