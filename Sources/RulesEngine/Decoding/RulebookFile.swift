internal import CEL

extension Decoding {
  /// Decodes one document of a file; `rulebook.yaml` has keys of its own.
  package func decode(_ root: Node, in file: SourceFile) {
    if file.path == "rulebook.yaml" { decodeRulebook(root) } else { decode(root) }
  }

  private func decodeRulebook(_ root: Node) {
    guard let keys = MappingReader(root, "rulebook", ReadContext(diagnostics, name: "rulebook")) else {
      return
    }
    draft.name = keys.optional("name", ValueReader<String>.text) ?? draft.name
    draft.version = keys.optional("version", ValueReader<String>.text) ?? draft.version
    keys.allow("description")
    if let tenants = keys.optional("tenants", ValueReader<String>.choice(["open", "closed"])) {
      draft.refusesUnknownTenants = tenants == "closed"
    }
    draft.currency = keys.optional("currency", .currency)
    draft.timezone = keys.optional("timezone", .locatedText)
    draft.settings =
      keys.optional("settings", .table(of: .node))?.map {
        SettingDraft(name: $0.key.located, value: $0.value)
      } ?? []
    if let limits = keys.optional("limits", .limits) { draft.limits = limits }
    // Plugins are loaded before definitions are decoded, since they add kinds.
    keys.allow("plugins")
    if let delivery = keys.optional("delivery", .delivery) { draft.delivery = delivery }
    if !keys.finish() { noteIncomplete() }
  }
}

extension ValueReader where Value == Currency {
  fileprivate static var currency: ValueReader<Currency> {
    ValueReader<String>.text.then { text, node, context in
      if let currency = Currency(code: text) { return currency }
      let meant = Suggestion.best(for: text, among: Currency.allCodes)
      context.diagnostics.add(
        .error(
          "W0126", "`\(text)` is not a currency", at: node.span,
          label: "expected an ISO 4217 code such as `USD`",
          help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(node.span, $0) }))
      return nil
    }
  }
}

extension ValueReader where Value == EngineLimits {
  fileprivate static var limits: ValueReader<EngineLimits> {
    .mapping("limits") { keys in
      var limits = EngineLimits()
      limits.chainDepth = keys.optional("chain_depth", .int(in: 1...100)) ?? limits.chainDepth
      limits.chainEvents = keys.optional("chain_events", .int(in: 1...100_000)) ?? limits.chainEvents
      limits.actions = keys.optional("actions", .int(in: 1...100_000)) ?? limits.actions
      limits.rows = keys.optional("rows", .int(in: 1...1_000_000)) ?? limits.rows
      limits.eventBytes = keys.optional("event_bytes", .int(in: 1_000...16_777_216)) ?? limits.eventBytes
      return limits
    }
  }
}
