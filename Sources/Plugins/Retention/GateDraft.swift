internal import CEL
internal import RulesEngine

/// The gate before one action of a journey.
struct GateDraft: CodeDraft {
  let draft: RetentionDraft
  let registry: RetentionRegistry
  /// From 1.
  let number: Int
  let action: ActionDraft

  /// The setting that holds the share of people who get nothing of any journey, such as `5%`.
  static let globalHoldout = "global_holdout"

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let exposed = linking.eventType(Located(RetentionEvents.exposed, action.span)),
      let table = LedgerTable(RetentionEvents.entity, linking)
    else { return nil }
    let errors = linking.diagnostics.count(of: .error)
    var code = GateCode(
      id: draft.id, salt: draft.salted, holdout: draft.holdout, number: number, exposed: exposed,
      table: table,
      zones: linking.zones)
    code.key = draft.key.flatMap { linking.compile($0) }
    code.condition = action.condition.flatMap { linking.compile($0, expecting: .bool) }
    code.globalHoldout = globalHoldout(linking)
    for name in draft.messages ?? [] { _ = linking.action(name) }
    if isMessage {
      code.quiet = draft.quiet
      code.quietZone = zone(draft.quiet?.timezone, linking)
      if let cap = draft.cap, counts(cap) {
        code.cap = cap
        code.keep = registry.keep(cap)
        code.capZone = zone(cap.timezone, linking)
      }
    }
    return linking.diagnostics.count(of: .error) == errors ? code : nil
  }

  private var intent: (name: Located<String>, arguments: Node)? {
    if case .intent(let name, let arguments) = action.verb { (name, arguments) } else { nil }
  }

  /// Whether the action reaches the customer, so that quiet hours and caps are about it.
  private var isMessage: Bool {
    guard let messages = draft.messages, let intent else { return true }
    return messages.contains { $0.value == intent.name.value }
  }

  /// A channel that is computed may be the one that is capped.
  private func counts(_ cap: RetentionDraft.Cap) -> Bool {
    guard let channel = cap.channel else { return true }
    let own = intent?.arguments["channel"]?.text
    return own == channel || own?.contains("${") == true
  }

  private func globalHoldout(_ linking: CodeLinking) -> Int {
    guard case .map(let settings) = linking.settings, let value = settings[.string(Self.globalHoldout)] else {
      return 0
    }
    let text = value.text.hasSuffix("%") ? String(value.text.dropLast()) : value.text
    if let share = Decimal(text)?.multiplied(by: Decimal(100)), share >= Decimal(0), share <= Decimal(10_000),
      let points = Int(share.rounded(toScale: 0)?.description ?? "")
    {
      return points
    }
    linking.diagnostics.add(
      .error(
        "W0644", "the setting `\(Self.globalHoldout)` is not a percentage of the whole",
        at: draft.header.id.span, label: "this journey asks who is held out",
        help: ["write `\(Self.globalHoldout): 5%` under `settings`"]))
    return 0
  }

  private func zone(_ node: Node?, _ linking: CodeLinking) -> GateCode.ZonePlan {
    let own = linking.zones.zone(named: linking.timezone) ?? .utc
    guard let node, let text = node.text else { return .fixed(own) }
    if let zone = linking.zones.zone(named: text) { return .fixed(zone) }
    if text.contains("/"), !text.contains("\""), !text.contains(" ") {
      let meant = Suggestion.best(for: text, among: linking.zones.names)
      linking.diagnostics.add(
        .error(
          "N0212", "no time zone `\(text)` is known", at: node.span,
          label: "expected an IANA name such as `America/New_York`",
          help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(node.span, $0) }))
      return .fixed(own)
    }
    return linking.compile(node, expecting: .string).map { .computed($0, otherwise: own) } ?? .fixed(own)
  }
}
