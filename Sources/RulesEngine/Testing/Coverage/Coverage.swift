internal import CEL

/// What tests have tried of the definitions of a rulebook, and what not.
///
/// Conditions and rows are judged again from what decisions recorded, as `explain` does.
package struct Coverage {
  /// Something that no test has tried.
  package struct Gap: Sendable, Equatable {
    /// Such as `rule/thank-vip`.
    package var definition: String
    package var span: SourceSpan?
    /// Such as `its condition was never false`.
    package var text: String
  }

  let rulebook: Rulebook
  private var seen: [String: Sighting] = [:]

  /// What is known of one definition.
  struct Sighting {
    var hasMatched = false
    var hasFired = false
    var wasTrue = false
    var wasFalse = false
    var usesDefault = false
    var rows: Set<Int> = []
    /// The steps with a condition that were done, and that were left out.
    var done: Set<Int> = []
    var leftOut: Set<Int> = []
    /// The parts that counted.
    var parts: Set<String> = []
    /// What the steps of a workflow came to.
    var runs = RunSighting()
  }

  /// Nothing has been tried yet.
  package init(_ rulebook: Rulebook) { self.rulebook = rulebook }

  /// Adds what one test made happen.
  ///
  /// - Parameter rulebook: the one that decided in it: the same definitions, perhaps with other settings.
  package mutating func add(_ log: TestLog, _ rulebook: Rulebook) {
    let scratch = MatchScratch()
    let emitted = Set(log.decisions.map(\.event.id))
    for entry in log.entries {
      guard case .timer(let name) = entry.cause else { continue }
      for name in [name, TenantName.split(name).name] { seen[name, default: Sighting()].hasFired = true }
    }
    for run in log.runs {
      let (workflow, tenant) = TenantName.split(run.record.workflow)
      let name = Self.name(of: workflow, in: rulebook.rulebook(for: tenant))
      seen[name, default: Sighting()].hasMatched = true
      seen[name, default: Sighting()].runs.add(run)
    }
    for decision in log.decisions {
      note(decision)
      let rulebook = rulebook.rulebook(for: decision.event.tenant)
      for use in decision.uses {
        seen[Self.name(of: use.definition, in: rulebook), default: Sighting()].parts.insert(use.part)
      }
      for matched in decision.record.matched {
        seen[Self.name(of: matched, in: rulebook), default: Sighting()].hasMatched = true
      }
      let facts = (try? JSON(parsing: decision.record.facts, maxDepth: 64, maxBytes: 64 << 20)) ?? .object([])
      for handler in rulebook.plans[decision.event.type].handlers {
        let recorded = RecordedFacts(
          rulebook: rulebook, event: decision.event, at: decision.record.at, facts: facts)
        let judge = HandlerCoverage(rulebook, handler, decision, recorded.frame, emitted, scratch)
        judge.note(in: &seen[Self.name(of: judge.definition), default: Sighting()])
        withExtendedLifetime(recorded) {}
      }
    }
  }

  /// Scores and segments show in the events that they become.
  private mutating func note(_ decision: Decision) {
    let type = decision.event.typeName
    if type == "segment.entered" || type == "segment.left" {
      let fields = rulebook.model.events[decision.event.type].fields
      guard let field = fields.firstIndex(where: { $0.name == "segment" }),
        case .string(let segment)? = decision.event.values[field]
      else { return }
      let isEntered = type == "segment.entered"
      if isEntered { seen["segment/\(segment)", default: Sighting()].wasTrue = true }
      if !isEntered { seen["segment/\(segment)", default: Sighting()].wasFalse = true }
    }
    for score in rulebook.model.scores where type == score.changeEvent {
      seen["score/\(score.name)", default: Sighting()].hasMatched = true
    }
  }
}

extension Coverage {
  /// The name of a definition, with the tenant that it is for.
  private static func name(of definition: Definition) -> String {
    TenantName.kept(definition.name, of: definition.tenant)
  }

  /// The same by its name, in the rules of a tenant: its own definition where it has one, else the common one.
  private static func name(of name: String, in rulebook: Rulebook) -> String {
    rulebook.definitions.first { $0.name == name && $0.tenant != nil }.map(Self.name(of:)) ?? name
  }

  /// The common definitions, and those that tenants have of their own.
  private var definitions: [(definition: Definition, rulebook: Rulebook)] {
    let common = rulebook.definitions.map { (definition: $0, rulebook: rulebook) }
    let own = rulebook.tenants.sorted { $0.key < $1.key }.flatMap { tenant, rules in
      rules.definitions.filter { $0.tenant == tenant }.map { (definition: $0, rulebook: rules) }
    }
    return common + own
  }

  /// What no test has tried: by definition, in file order; scores and segments at the end.
  package var gaps: [Gap] {
    let ordered = definitions.enumerated().sorted { left, right in
      let (first, second) = (left.element.definition.span, right.element.definition.span)
      guard first.file == second.file else {
        return first.file.utf8.lexicographicallyPrecedes(second.file.utf8)
      }
      return first.start != second.start ? first.start < second.start : left.offset < right.offset
    }
    return ordered.flatMap { gaps(of: $0.element.definition, in: $0.element.rulebook) } + derivedGaps
  }

  /// How many of the definitions were tried by some test, of how many.
  package var counts: (covered: Int, all: Int) {
    let derived = rulebook.model.scores.count + rulebook.model.segments.count
    let untried = Set(gaps.filter { $0.text.hasPrefix(Self.never) }.map(\.definition)).count
    let all = definitions.count + derived
    return (all - untried, all)
  }

  /// How the texts of gaps begin that mean that a definition was not tried at all.
  private static let never = "no test"

  private func gaps(of definition: Definition, in rulebook: Rulebook) -> [Gap] {
    let name = Self.name(of: definition)
    let sighting = seen[name] ?? Sighting()
    func gap(_ text: String) -> Gap { Gap(definition: name, span: definition.span, text: text) }
    if ["absence", "schedule"].contains(definition.kind) {
      return sighting.hasFired ? [] : [gap("\(Self.never) lets its time come")]
    }
    let handlers = rulebook.plans.flatMap(\.handlers).filter {
      rulebook.definitions[$0.definition].name == definition.name
    }
    guard sighting.hasMatched else { return [gap("\(Self.never) makes it match")] }
    let inner = partGaps(of: definition, handlers, sighting) + runGaps(of: definition, sighting)
    guard let handler = handlers.first else { return inner }
    var gaps: [Gap] = []
    if handler.condition != nil {
      if !sighting.wasTrue { gaps.append(gap("its condition was never true")) }
      if !sighting.wasFalse { gaps.append(gap("its condition was never false")) }
    }
    if case .table(let plan) = handler.body { gaps += rowGaps(plan.table, sighting).map(gap) }
    for (position, step) in handler.steps.enumerated() where step.condition != nil && step.isVisible {
      if !sighting.done.contains(position) { gaps.append(gap("its step \(position + 1) was never done")) }
      if !sighting.leftOut.contains(position) { gaps.append(gap("its step \(position + 1) was always done")) }
    }
    return gaps + inner
  }

  private func rowGaps(_ table: DecisionTable, _ sighting: Sighting) -> [String] {
    let missed = table.rows.indices.filter { !sighting.rows.contains($0) }.map { "\($0 + 1)" }
    var texts: [String] = []
    if missed.count == 1 { texts = ["its row \(missed[0]) never fitted"] }
    if missed.count > 1 { texts = ["its rows \(missed.joined(separator: ", ")) never fitted"] }
    if table.fallback != nil, !sighting.usesDefault { texts.append("its default was never taken") }
    return texts
  }

  private var derivedGaps: [Gap] {
    var gaps: [Gap] = []
    for score in rulebook.model.scores where score.notifyBy != nil || score.notifyBand {
      guard seen["score/\(score.name)"] == nil else { continue }
      gaps.append(Gap(definition: "score/\(score.name)", text: "\(Self.never) makes it move"))
    }
    for segment in rulebook.model.segments {
      let sighting = seen["segment/\(segment.name)"] ?? Sighting()
      let name = "segment/\(segment.name)"
      if !sighting.wasTrue { gaps.append(Gap(definition: name, text: "\(Self.never) lets anyone enter it")) }
      if !sighting.wasFalse { gaps.append(Gap(definition: name, text: "nobody ever leaves it")) }
    }
    return gaps
  }
}

extension ActionPlan {
  /// Whether a decision shows if the step was done.
  var isVisible: Bool {
    switch verb {
    case .intent, .emit: true
    case .write, .code: false
    }
  }
}
