internal import CEL
internal import RulesEngine

/// The step of a routing, as written.
struct RoutingStepDraft: CodeDraft {
  enum Occasion: Sendable {
    /// Decided with the event,
    case event
    /// in a run, which goes on with answers and time,
    case run
    /// for all that waits at once.
    case backlog
    /// Gives back what is held.
    case release
  }

  let routing: RoutingDraft
  let registry: RoutingRegistry
  let occasion: Occasion

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    if occasion == .release { return release(linking) }
    let errors = linking.diagnostics.count(of: .error)
    let linker = RoutingLinker(linking: linking, draft: routing, isBulk: occasion == .backlog)
    guard let plan = linker.plan(), linking.diagnostics.count(of: .error) == errors else { return nil }
    switch occasion {
    case .event: return RoutingCode(plan: plan)
    case .run: return RoutingRunCode(plan: plan)
    case .backlog: return BacklogCode(plan: plan)
    case .release: return nil
    }
  }

  private func release(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let subject = routing.subject, let about = linking.compile(subject),
      let holds = RoutingTable(linking, among: routing.among.value)
    else { return nil }
    return ReleaseCode(routing: routing.id.value, about: about, holds: holds)
  }
}

/// Gives back what a routing holds for something.
struct ReleaseCode: DecisionCode {
  let routing: String
  let about: Program
  let holds: RoutingTable

  func run(_ context: DecisionContext) throws(EvaluationError) {
    guard let about = try context.value(about) else { return }
    try holds.release(about.text, of: routing, context)
  }
}

/// Links one routing for one type of event.
struct RoutingLinker {
  let linking: CodeLinking
  let draft: RoutingDraft
  let isBulk: Bool

  /// The name under which expressions read a candidate.
  static let candidate = "candidate"

  func plan() -> RoutingPlan? {
    guard let entity = linking.entity(draft.among),
      let holds = RoutingTable(linking, among: draft.among.value)
    else { return nil }
    linking.declare(row: Self.candidate, of: entity)
    let jobs = isBulk ? declareJobs() : nil
    if isBulk, jobs == nil { return nil }
    linking.declare("score", type: .double)
    let about = isBulk ? nil : draft.subject.flatMap { linking.compile($0) }
    let filters = draft.filters.compactMap(filter)
    let preferences = draft.preferences.compactMap(preference)
    let parts = draft.parts.compactMap { part in
      number(part.value).map { (name: part.name.value, weight: part.weight, value: $0) }
    }
    let ties = draft.ties.compactMap { tie($0, filters) }
    let stages = draft.relax.compactMap(stage)
    let offer = draft.offer.flatMap(self.offer)
    let assign = draft.actions.isEmpty ? nil : linking.actions(draft.actions)
    let action =
      draft.actions.isEmpty ? DeclaredAction(RoutingModel.assign, at: draft.id.span, linking) : nil
    let fallback = isBulk ? nil : draft.fallback.flatMap(self.fallback)
    let backlog = jobs.flatMap(self.backlog)
    return RoutingPlan(
      draft: draft, entity: entity, candidate: linking.rowBinding(Self.candidate, of: entity),
      key: linking.model.entities[entity].key, about: about, filters: filters, preferences: preferences,
      parts: parts, ties: ties, stages: stages, offer: offer, assign: assign, assignment: action,
      fallback: fallback, scoreSlot: linking.slot(of: ["score"]), holds: holds, backlog: backlog)
  }

  // MARK: Choosing

  private func filter(_ filter: FilterDraft) -> FilterPlan? {
    guard let condition = linking.compile(filter.condition, expecting: .bool) else { return nil }
    if case .bool(false)? = condition.constant {
      linking.diagnostics.add(
        .warning(
          "W0632", "the filter `\(filter.name.value)` excludes everybody", at: filter.condition.span,
          label: "is never true"))
    }
    let text = AnnotatedText(condition, paths: linking.paths)
    if filter.name.value == "capacity", let (used, limit) = capacity(filter.condition) {
      return FilterPlan(name: filter.name.value, test: .capacity(used: used, limit: limit), text: text)
    }
    return FilterPlan(name: filter.name.value, test: .condition(condition), text: text)
  }

  /// The two sides of a capacity written as `used < limit`.
  private func capacity(_ node: Node) -> (used: Program, limit: Program)? {
    guard let syntax = try? linking.environment.parse(node.text ?? ""),
      case .binary(.less, let left, let right) = syntax[syntax.root].kind,
      let used = linking.compile(node, part: syntax[left].range),
      let limit = linking.compile(node, part: syntax[right].range), used.type == .int, limit.type == .int
    else { return nil }
    return (used, limit)
  }

  private func preference(_ preference: PreferenceDraft) -> (name: String, condition: Program, wait: Wait?)? {
    guard let condition = linking.compile(preference.condition, expecting: .bool) else { return nil }
    return (preference.name.value, condition, preference.wait.flatMap(wait))
  }

  private func wait(_ length: Located<DurationLiteral>) -> Wait? {
    linking.wait(length, in: draft.calendar)
  }

  /// An expression that gives something to compare by size.
  private func number(_ node: Node, orders: Bool = false) -> Program? {
    guard let program = linking.compile(node) else { return nil }
    let numbers: [ValueType] = [.int, .uint, .double, .decimal, .bool, .dyn]
    if numbers.contains(program.type) || orders && [.money, .timestamp, .duration].contains(program.type) {
      return program
    }
    linking.diagnostics.add(
      .error(
        "W0638", "\(orders ? "a tie break" : "a part of a score") cannot be \(program.type)", at: node.span,
        label: orders ? "expected a number or an instant" : "expected a number from 0 to 1",
        help: orders ? [] : ["bring it to a number, as in `min(geo.km(…) / 50.0, 1.0)`"]))
    return nil
  }

  private func tie(_ tie: TieDraft, _ filters: [FilterPlan]) -> TiePlan? {
    switch tie {
    case .longestIdle:
      let since = draft.idleSince.flatMap { number($0, orders: true) }
      return TiePlan(name: "longest idle", source: .idleSince(since))
    case .fewestJobs(let span):
      if let used = filters.compactMap(\.capacity).first?.used {
        return TiePlan(name: "fewest jobs", source: .jobs(used))
      }
      linking.diagnostics.add(
        .error(
          "W0637", "`fewest_jobs` needs a capacity to count in", at: span,
          label: "what counts as a job is not said",
          help: ["add the filter `capacity: candidate.open_jobs < candidate.capacity`, or write `lowest: …`"])
      )
      return nil
    case .lowest(let node):
      return number(node, orders: true).map {
        TiePlan(name: node.text ?? "", source: .value($0, isHighest: false))
      }
    case .highest(let node):
      return number(node, orders: true).map {
        TiePlan(name: node.text ?? "", source: .value($0, isHighest: true))
      }
    }
  }

  private func stage(_ relax: RelaxDraft) -> StagePlan? {
    var weights: [String: Double] = [:]
    for weight in relax.weights { weights[weight.name.value] = weight.weight }
    for name in relax.drop where draft.parts.contains(where: { $0.name.value == name.value }) {
      weights[name.value] = 0
    }
    return wait(relax.after).map { StagePlan(after: $0, drop: relax.drop.map(\.value), weights: weights) }
  }

  // MARK: Acting

  private func offer(_ offer: OfferDraft) -> OfferPlan? {
    guard let answers = draft.answers, let accepted = answer(answers.accepted),
      let rejected = answer(answers.rejected), let length = wait(offer.length)
    else { return nil }
    return OfferPlan(
      length: length, onReject: offer.onReject, accepted: accepted, rejected: rejected,
      actions: offer.actions.isEmpty ? nil : linking.actions(offer.actions),
      action: offer.actions.isEmpty ? DeclaredAction(RoutingModel.offer, at: offer.span, linking) : nil)
  }

  /// An event that answers, with the first of its fields that names one of the candidates.
  private func answer(_ name: Located<String>) -> (event: Int, field: Int?)? {
    guard let event = linking.eventType(name) else { return nil }
    let field = linking.model.events[event].fields.firstIndex { $0.type.entity == draft.among.value }
    return (event, field)
  }

  private func fallback(_ fallback: FallbackDraft) -> FallbackPlan? {
    switch fallback {
    case .actions(let actions): return linking.actions(actions).map { .actions($0) }
    case .queue(let node, let priority, let span):
      guard let queue = linking.value(node, as: FieldType(.string)),
        let action = DeclaredAction(RoutingModel.enqueue, at: span, linking)
      else { return nil }
      return .queue(
        queue, priority: priority.flatMap { linking.value($0, as: FieldType(.int)) }, action)
    }
  }

  // MARK: The backlog

  private typealias Jobs = (entity: Int, name: String, references: [(column: Int, name: String, entity: Int)])

  /// Lets expressions read the job under the name of its entity, and the rows it refers to under those of its columns.
  private func declareJobs() -> Jobs? {
    guard let backlog = draft.backlog, let entity = linking.entity(backlog.entity) else { return nil }
    let rows = linking.model.entities[entity]
    linking.declare(row: rows.name, of: entity)
    var references: [(column: Int, name: String, entity: Int)] = []
    for (column, field) in rows.fields.enumerated() {
      guard let name = field.type.entity, let other = linking.model.entity(named: name) else { continue }
      let variable = field.name.hasSuffix("_id") ? String(field.name.dropLast(3)) : field.name
      // What the event itself names is known already.
      guard variable != rows.name, variable != Self.candidate, linking.key(of: variable) == nil else {
        continue
      }
      linking.declare(row: variable, of: other)
      references.append((column, variable, other))
    }
    return (entity, rows.name, references)
  }

  /// The condition as the store can judge it; nil where it reads more than columns of the row.
  private func filter(_ condition: Program, _ jobs: Jobs) -> RowFilter? {
    var columns: [Int?] = Array(repeating: nil, count: (condition.slots.last ?? -1) + 1)
    for slot in condition.slots {
      let path = linking.paths[slot]
      guard path.count == 2, path[0] == jobs.name,
        let column = linking.model.entities[jobs.entity].column(path[1])
      else { return nil }
      columns[slot] = column
    }
    return RowFilter(program: condition, columns: columns)
  }

  private func backlog(_ jobs: Jobs) -> BacklogPlan? {
    guard let backlog = draft.backlog else { return nil }
    let condition = backlog.condition.flatMap { linking.compile($0, expecting: .bool) }
    let order = backlog.order.flatMap { number($0, orders: true) }
    let priority = backlog.priority.flatMap { number($0) }
    return BacklogPlan(
      entity: jobs.entity, job: linking.rowBinding(jobs.name, of: jobs.entity),
      references: jobs.references.map { ($0.column, linking.rowBinding($0.name, of: $0.entity)) },
      condition: condition, filter: condition.flatMap { filter($0, jobs) }, order: order, priority: priority,
      most: backlog.most)
  }
}
