extension Decoding {
  /// Reads the `rulebook.yaml` of a tenant's folder: its settings lie over the common ones.
  package func decodeTenantSettings(_ root: Node) {
    guard let keys = MappingReader(root, "rulebook", ReadContext(diagnostics, name: "rulebook")) else {
      return noteIncomplete()
    }
    for entry in root.entries ?? [] where entry.name != "settings" {
      keys.allow(entry.name)
      diagnostics.add(
        .error(
          "W0591", "`\(entry.name)` cannot be set for one tenant", at: entry.key.span,
          label: "the same for all tenants",
          help: ["keep `settings:` only in the rulebook.yaml of a tenant's folder"]))
    }
    for entry in keys.optional("settings", .table(of: .node)) ?? [] {
      overlay(entry.key.located, entry.value)
    }
    if !keys.finish() { noteIncomplete() }
  }

  private func overlay(_ name: Located<String>, _ value: Node) {
    if let position = draft.settings.firstIndex(where: { $0.name.value == name.value }) {
      let replaced = draft.settings[position].value
      draft.settings[position] = SettingDraft(name: name, value: value)
      draft.settings[position].replaced = replaced
      return
    }
    if let meant = Suggestion.best(for: name.value, among: draft.settings.map(\.name.value)) {
      diagnostics.add(
        .warning(
          "W0590", "only this tenant has a setting `\(name.value)`", at: name.span,
          label: "the common rules never read it", help: ["did you mean `\(meant)`?"],
          fix: .maybe(name.span, meant)))
    }
    draft.settings.append(SettingDraft(name: name, value: value))
  }

  /// Reports a definition that a tenant cannot have of its own; true when it was one.
  package func refusesForTenant(_ root: Node) -> Bool {
    let shared = ["entity": "entities", "event": "events", "action": "actions", "apply": "what events do"]
    guard let first = root.entries?.first, let plural = shared[first.name] else { return false }
    diagnostics.add(
      .error(
        "N0248", "`\(first.name)` cannot be defined for one tenant", at: first.key.span,
        label: "all tenants share \(plural)",
        help: ["move it out of the tenant's folder, to the common model"]))
    noteIncomplete()
    return true
  }
}
