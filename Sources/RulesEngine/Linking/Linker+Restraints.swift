internal import CEL

extension Linker {
  /// The headers that may say `cap`.
  private var cappedHeaders: [DefinitionHeader] {
    draft.rules.map(\.header) + draft.tables.map(\.header) + draft.workflows.map(\.header)
  }

  /// Compiles what keeps a definition from answering one type of event too often.
  func restraint(
    of header: DefinitionHeader, in scope: EventScope, _ environment: Environment
  ) -> Restraint? {
    guard header.cooldown != nil || header.cap != nil else { return nil }
    let name = "\(header.kind)/\(header.id.value)"
    var restraint = Restraint()
    if let cooldown = header.cooldown {
      if cooldown.key.isEmpty { checkSubject(of: scope, "cooldown", "key", cooldown.span) }
      restraint.cooldown = .init(
        tally: "cooldown/\(name)", length: cooldown.length,
        key: cooldown.key.compactMap { compile($0, expecting: nil, in: scope, environment) })
    }
    if let cap = header.cap {
      if cap.by == nil { checkSubject(of: scope, "cap", "by", cap.span) }
      restraint.cap = .init(
        tally: "cap/\(cap.scope?.value ?? name)", atMost: cap.atMost, period: cap.period,
        key: cap.by.flatMap { compile($0, expecting: nil, in: scope, environment) },
        zone: zone(of: cap, in: scope, environment), keep: keep(cap))
    }
    return restraint
  }

  /// The longest window of all caps that share a count.
  private func keep(_ cap: CapDraft) -> Duration {
    guard let scope = cap.scope?.value else { return cap.period.longest }
    return cappedHeaders.compactMap(\.cap).filter { $0.scope?.value == scope }.map(\.period.longest)
      .reduce(cap.period.longest, max)
  }

  private func zone(
    of cap: CapDraft, in scope: EventScope, _ environment: Environment
  ) -> Restraint.ZonePlan {
    let own = zones.zone(named: draft.timezone?.value ?? "UTC") ?? .utc
    guard let node = cap.timezone, let text = node.text else { return .fixed(own) }
    if case .sliding = cap.period {
      diagnostics.add(
        .warning(
          "S0432", "this time zone is not used", at: node.span,
          label: "a period such as `7d` has no days of a calendar",
          help: ["write `per: calendar_day`, `calendar_week` or `calendar_month`, or remove it"]))
    }
    if let zone = zones.zone(named: text) { return .fixed(zone) }
    // A name with a slash can only be meant as a zone.
    if text.contains("/"), !text.contains("\""), !text.contains(" ") {
      check(zone: Located(text, node.span))
      return .fixed(own)
    }
    return compile(node, expecting: .string, in: scope, environment).map { .computed($0, otherwise: own) }
      ?? .fixed(own)
  }

  /// Reports a count of nobody: the event says of nothing whom it is about.
  private func checkSubject(of scope: EventScope, _ what: String, _ key: String, _ span: SourceSpan) {
    guard scope.type.subject == nil else { return }
    diagnostics.add(
      .error(
        "S0430", "`\(what)` needs `\(key)`: `\(scope.type.name)` has no subject", at: span,
        label: "counted for whom?", help: ["add `\(key): …`, an expression such as `event.id`"]))
  }

  /// Warns of a scope that only one definition has and that is written almost like another.
  func checkScopes() {
    let scopes = cappedHeaders.compactMap { $0.cap?.scope }
    for scope in scopes where scopes.count(where: { $0.value == scope.value }) == 1 {
      let others = Set(scopes.map(\.value)).subtracting([scope.value]).sorted()
      guard let meant = Suggestion.closest(to: scope.value, among: others),
        scopes.count(where: { $0.value == meant }) > 1
      else { continue }
      diagnostics.add(
        .warning(
          "S0431", "no other definition counts in the scope `\(scope.value)`", at: scope.span,
          help: ["did you mean `\(meant)`?"], fix: .maybe(scope.span, meant)))
    }
  }

  /// Warns of an `exclusive` group that only one workflow is in: it keeps nothing apart.
  func checkExclusiveGroups() {
    let members = draft.workflows.filter { !$0.isPinned }.compactMap { workflow in
      workflow.exclusive.map { (group: $0, name: workflow.header.name) }
    }
    for (group, name) in members
    where !members.contains(where: { $0.group.value == group.value && $0.name != name }) {
      let others = Set(members.map(\.group.value)).subtracting([group.value]).sorted()
      let meant = Suggestion.closest(to: group.value, among: others)
      diagnostics.add(
        .warning(
          "W0661", "nothing else is in the group `\(group.value)`", at: group.span,
          label: "one alone excludes nobody",
          help: [meant.map { "did you mean `\($0)`?" } ?? "give the other journeys the same `exclusive`"],
          fix: meant.map { .maybe(group.span, $0) }))
    }
  }
}
