internal import CEL

/// Explains past decisions from what the journal kept: the event, the instant, the facts read, the rulebook.
///
/// Nothing had to be switched on beforehand: deciding is a pure function of these, so it is simply done
/// again.
///
/// ```swift
/// let explanation = Explainer(rulebook: rulebook).explain(decision.event, decision.record)
/// for item in explanation.items { print(item.definition, item.outcome.rawValue) }
/// ```
public struct Explainer: Sendable {
  let rulebook: Rulebook

  /// Makes an explainer; `rulebook` has to be the one that decided, whose hash the record names.
  public init(rulebook: Rulebook) { self.rulebook = rulebook }

  /// Explains one decision.
  ///
  /// - Parameters:
  ///   - event: the event as it came.
  ///   - record: the decision.
  ///   - only: the definition to explain, such as `rule/x`; all by default.
  public func explain(_ event: IncomingEvent, _ record: DecisionRecord, only: String? = nil) -> Explanation {
    let own = rulebook.rulebook(for: event.tenant)
    guard own === rulebook else { return Explainer(rulebook: own).explain(event, record, only: only) }
    let facts = (try? JSON(parsing: record.facts, maxDepth: 64, maxBytes: 64 << 20)) ?? .object([])
    var items: [Explanation.Item] = []
    var groups: Set<Int> = []
    for handler in rulebook.plans[event.type].handlers {
      let definition = rulebook.definitions[handler.definition]
      let recorded = RecordedFacts(rulebook: rulebook, event: event, at: record.at, facts: facts)
      let item = item(handler, definition, recorded, event, record, groups)
      if let group = definition.group, item.outcome == .matched { groups.insert(group) }
      // A journey starts with an event that may also end it: the decision names it once.
      let isTold =
        item.outcome == .matched
        && items.contains { $0.definition == item.definition && $0.outcome == .matched }
      if only == nil || only == definition.name, !isTold { items.append(item) }
    }
    // Runs that went on with this event: what woke them is no condition.
    for name in record.matched where !items.contains(where: { $0.definition == name }) {
      items += item(naming: name, only, record, as: .matched)
    }
    for name in record.notes.filter({ $0.name == "withdrawn" }).map(\.by)
    where !items.contains(where: { $0.definition == name }) {
      items += item(naming: name, only, record, as: .tookBack)
    }
    return Explanation(items: inOrder(items, of: record.matched))
  }

  /// What a definition did without a condition of its own for this event.
  private func item(
    naming name: String, _ only: String?, _ record: DecisionRecord, as outcome: Explanation.Outcome
  ) -> [Explanation.Item] {
    guard only == nil || only == name, let own = rulebook.definitions.first(where: { $0.name == name }) else {
      return []
    }
    return [
      Explanation.Item(
        definition: name, description: own.description, span: own.span, outcome: outcome, reasons: [],
        actions: record.actions.filter { $0.by == name }, notes: record.notes.filter { $0.by == name })
    ]
  }

  /// What matched stands in the order in which it was carried out.
  private func inOrder(_ items: [Explanation.Item], of matched: [String]) -> [Explanation.Item] {
    let places = items.indices.filter { matched.contains(items[$0].definition) }
    let sorted = places.map { items[$0] }.enumerated().sorted { left, right in
      let first = matched.firstIndex(of: left.element.definition) ?? 0
      let second = matched.firstIndex(of: right.element.definition) ?? 0
      return (first, left.offset) < (second, right.offset)
    }
    var ordered = items
    for (place, item) in zip(places, sorted) { ordered[place] = item.element }
    return ordered
  }

  private func item(
    _ handler: Handler, _ definition: Definition, _ recorded: RecordedFacts, _ event: IncomingEvent,
    _ record: DecisionRecord, _ groups: Set<Int>
  ) -> Explanation.Item {
    let actions = (record.actions + record.shadowed).filter { $0.by == definition.name }
    var item = Explanation.Item(
      definition: definition.name, description: definition.description, span: definition.span,
      outcome: .matched,
      reasons: [], actions: actions, notes: record.notes.filter { $0.by == definition.name })
    if let condition = handler.condition { item.reasons = Reasons.lines(condition.trace(recorded.frame)) }
    for error in record.errors where error.by == definition.name {
      item.outcome = .failed
      item.reasons.append(.init(text: "\(error.code): \(error.message)", holds: nil))
    }
    if item.outcome == .failed { return item }
    if record.matched.contains(definition.name) { return item }
    if let held = record.held.first(where: { $0.by == definition.name }) {
      item.outcome = .heldBack
      item.reasons.append(.init(text: "\(held.code): \(held.message)", holds: nil))
      return item
    }
    item.outcome = refusal(handler, definition, recorded, event, groups)
    return item
  }

  /// Why a definition that answers the event did nothing.
  private func refusal(
    _ handler: Handler, _ definition: Definition, _ recorded: RecordedFacts, _ event: IncomingEvent,
    _ groups: Set<Int>
  ) -> Explanation.Outcome {
    if let group = definition.group, groups.contains(group) { return .groupTaken }
    if !definition.isEffective(at: event.time) { return .notInEffect }
    switch handler.condition?.test(recorded.frame) ?? .true {
    case .false: return .conditionFalse
    // No failure was recorded: what fails now reads a fact that was not fetched, as a missing field had decided.
    case .missing, .error: return .missing
    case .true: break
    }
    if let rollout = definition.rollout { return rollout.basisPoints == nil ? .shadow : .notRolledOut }
    if case .table = handler.body { return .noRow }
    return .nothingToDo
  }
}
