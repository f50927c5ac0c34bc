/// `template: nudge`: a definition with inputs to be filled in.
struct TemplateDraft {
  var id: Located<String>
  var inputs: [FieldDraft]
  var kind: Kind
  var body: Node
  var root: Node?
}

/// `use: nudge`: an instance of a template.
struct InstanceDraft {
  var template: Located<String>
  var id: Located<String>
  var values: Node?
  var root: Node?
  /// Whose instance it is; nil for all.
  var tenant: String?
}

extension Kind {
  static var template: Kind {
    Kind("template") { keys, definition, decoding in
      keys.allow("description")
      let inputs = keys.optional("inputs", .fields) ?? []
      let kinds = decoding.kinds.filter { !Self.modelKinds.contains($0.name) }
      guard let body = keys.exactlyOne(of: kinds.map(\.name)),
        let kind = kinds.first(where: { $0.name == body.name })
      else { return }
      decoding.templates.append(
        TemplateDraft(id: definition.id, inputs: inputs, kind: kind, body: body.value, root: keys.node))
    }
  }

  /// What is defined once, and not made from a template.
  private static let modelKinds: Set<String> = [
    "template", "use", "entity", "event", "apply", "action", "score", "segment", "calendar",
  ]

  static var use: Kind {
    Kind("use") { keys, definition, decoding in
      keys.allow("description")
      let values = keys.optional("with", .node)
      guard let id = keys.required("id", .locatedIdentifier) else { return }
      decoding.instances.append(
        InstanceDraft(
          template: definition.id, id: id, values: values, root: keys.node,
          tenant: definition.tenant))
    }
  }
}

extension Decoding {
  /// Decodes the instances of templates, once all templates are known.
  package func expandInstances() {
    reportDuplicates()
    // An unknown template may be one that could not be read.
    guard isComplete else { return }
    for instance in instances {
      guard let template = templates.first(where: { $0.id.value == instance.template.value }) else {
        let names = templates.map(\.id.value)
        let meant = Suggestion.best(for: instance.template.value, among: names)
        diagnostics.add(
          .error(
            "N0210", "no template is called `\(instance.template.value)`", at: instance.template.span,
            help: meant.map { ["did you mean `\($0)`?"] } ?? [],
            fix: meant.map { .maybe(instance.template.span, $0) }))
        continue
      }
      guard let inputs = inputs(of: instance, template),
        let keys = MappingReader(
          template.body, template.kind.name, ReadContext(diagnostics, name: template.kind.name))
      else { continue }
      begin(template, instance)
      var definition = Definition(id: instance.id)
      definition.inputs = inputs
      definition.tenant = instance.tenant
      template.kind.decode(keys, definition, self)
      _ = keys.finish()
    }
  }

  private func reportDuplicates() {
    for (position, template) in templates.enumerated() {
      guard let first = templates[..<position].first(where: { $0.id.value == template.id.value }) else {
        continue
      }
      diagnostics.add(
        .error(
          "N0208", "the template `\(template.id.value)` is defined twice", at: template.id.span,
          label: "defined again here", related: [.init("first defined here", at: first.id.span)],
          help: ["give one of them another name"]))
    }
  }

  private func inputs(
    of instance: InstanceDraft, _ template: TemplateDraft
  ) -> [(name: String, type: FieldType, value: Node)]? {
    guard let values = instance.values else {
      return template.inputs.allSatisfy(\.type.isOptional) ? [] : missing(template.inputs, instance)
    }
    guard let keys = MappingReader(values, "`with`", ReadContext(diagnostics, name: "with")) else {
      return nil
    }
    let given = template.inputs.compactMap { input -> (name: String, type: FieldType, value: Node)? in
      let node =
        input.type.isOptional
        ? keys.optional(input.name.value, .scalar) : keys.required(input.name.value, .scalar)
      return node.map { (input.name.value, input.type, $0) }
    }
    return keys.finish() ? given : nil
  }

  private func missing(
    _ inputs: [FieldDraft], _ instance: InstanceDraft
  ) -> [(name: String, type: FieldType, value: Node)]? {
    let inputs = inputs.filter { !$0.type.isOptional }
    let names = inputs.map { "`\($0.name.value)`" }.joined(separator: " and ")
    diagnostics.add(
      .error(
        "W0102", "the template `\(instance.template.value)` needs \(names)", at: instance.template.span,
        help: ["add `with: { \(inputs.map { "\($0.name.value): ..." }.joined(separator: ", ")) }`"]))
    return nil
  }
}
