internal import CEL
internal import RulesEngine

/// The step of a points program for one type of event, as written.
struct PointsStepDraft: CodeDraft {
  let draft: PointsDraft

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let position = linking.event, let owner = linking.entity(draft.entity),
      let tables = PointsTables(linking), let events = PointsNames(linking, at: draft.header.id.span)
    else { return nil }
    let type = linking.model.events[position]
    var code = PointsCode(
      program: draft.id, expiry: draft.expiry, remind: draft.remind, tiers: draft.tiers,
      zone: linking.zones.zone(named: linking.timezone) ?? .utc, tables: tables, events: events)
    if type.name == PointsEvents.due {
      code.wakes = true
      return code
    }
    let errors = linking.diagnostics.count(of: .error)
    code.earn = movements(draft.earn, type, owner, linking)
    code.spend = movements(draft.spend, type, owner, linking)
    return linking.diagnostics.count(of: .error) == errors ? code : nil
  }

  private func movements(
    _ drafts: [PointsDraft.Movement], _ type: EventType, _ owner: Int, _ linking: CodeLinking
  ) -> [PointsCode.Movement] {
    drafts.compactMap { movement in
      guard let name = movement.events.first(where: { $0.value == type.name }) else { return nil }
      if movement.owner == nil, type.subject != owner {
        linking.diagnostics.add(
          .error(
            "W0665", "nothing says whose points `\(type.name)` moves", at: name.span,
            label: "is not about a `\(draft.entity.value)`",
            help: ["add `to:` with an expression that gives the key of one, such as `event.customer_id`"]))
        return nil
      }
      guard let points = linking.compile(movement.points, expecting: .int) else { return nil }
      return PointsCode.Movement(
        condition: movement.condition.flatMap { linking.compile($0, expecting: .bool) }, points: points,
        owner: movement.owner.flatMap { linking.compile($0, expecting: .string) })
    }
  }
}

/// The tables of the ledger.
struct PointsTables: Sendable {
  let lots: LedgerTable
  let entries: LedgerTable
  let accounts: LedgerTable

  init?(_ linking: CodeLinking) {
    guard let lots = LedgerTable(PointsEvents.lot, linking),
      let entries = LedgerTable(PointsEvents.entry, linking),
      let accounts = LedgerTable(PointsEvents.account, linking)
    else { return nil }
    (self.lots, self.entries, self.accounts) = (lots, entries, accounts)
  }
}

/// The types of the events that points tell, by name.
struct PointsNames: Sendable {
  private let types: [String: Int]

  init?(_ linking: CodeLinking, at span: SourceSpan) {
    var types: [String: Int] = [:]
    for name in [
      PointsEvents.earned, PointsEvents.spent, PointsEvents.refused, PointsEvents.expiring,
      PointsEvents.expired, PointsEvents.tierChanged, PointsEvents.due,
    ] {
      guard let type = linking.eventType(Located(name, span)) else { return nil }
      types[name] = type
    }
    self.types = types
  }

  subscript(_ name: String) -> Int { types[name] ?? 0 }

  /// What may be emitted.
  var emitted: [Int] { types.filter { $0.key != PointsEvents.due }.values.sorted() }
}
