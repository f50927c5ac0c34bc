internal import CEL

/// What expressions about one type of event may refer to, the slots they have asked for so far, and what
/// answers it.
final class EventScope {
  let event: Int
  let type: EventType
  var environment: Environment
  var slots = SlotTable()
  var bindings: [EntityBinding] = []
  var projections: [Projection] = []
  var handlers: [Handler] = []
  var absences: [AbsencePlan] = []
  var withdrawals: [WithdrawalPlan] = []
  var patterns = PatternPlans()
  /// By which values waiting runs are found.
  var correlations: [Correlation] = []
  /// In a workflow: the names that the run fills in.
  var runRoots: Set<String> = []
  private unowned let linker: Linker

  init(event: Int, linker: Linker) {
    self.event = event
    self.linker = linker
    type = linker.model.events[event]
    environment = linker.base
    // The reader writes the fields straight into the first slots.
    for field in type.fields { _ = slots.slot(for: ["event", field.name]) }
    declareEvent()
    bind()
  }

  /// The record type that `event` has.
  static func recordName(of type: EventType) -> String { "event \(type.name)" }

  private func declareEvent() {
    let name = Self.recordName(of: type)
    let meta = EventMeta.allCases.map {
      RecordType.Field(
        name: $0.rawValue, type: $0 == .time ? .timestamp : .string,
        isOptional: $0 == .subject || $0 == .tenant)
    }
    environment.declare(record: RecordType(name: "event.meta", fields: meta))
    var fields = type.fields.map {
      RecordType.Field(
        name: $0.name, type: $0.type.value, isOptional: $0.type.isOptional, allowed: $0.type.allowed)
    }
    fields += linker.computed(of: type).map {
      RecordType.Field(
        name: $0.field.value, type: $0.type.value, isOptional: true, allowed: $0.type.allowed)
    }
    for field in meta + [.init(name: "meta", type: .record("event.meta"))]
    where !fields.contains(where: { $0.name == field.name }) {
      fields.append(field)
    }
    environment.declare(record: RecordType(name: name, fields: fields))
    environment.declare(variable: "event", type: .record(name))
  }

  /// Declares the entities that the event names: by its subject, and by fields that hold keys.
  private func bind() {
    if let subject = type.subject { bind(linker.model.entities[subject].name, to: subject, by: .subject) }
    for (position, field) in type.fields.enumerated() {
      guard let name = field.type.entity, let entity = linker.model.entity(named: name) else { continue }
      let variable = field.name.hasSuffix("_id") ? String(field.name.dropLast(3)) : field.name
      bind(variable, to: entity, by: .field(position))
    }
  }

  private func bind(_ variable: String, to entity: Int, by key: EntityBinding.Key) {
    guard !Self.reserved.contains(variable), !bindings.contains(where: { $0.variable == variable }) else {
      return
    }
    bindings.append(EntityBinding(variable: variable, entity: entity, key: key))
    environment.declare(variable: variable, type: .record(linker.model.entities[entity].name))
  }

  var variables: [String] { ["event", "settings", "output", "row", "input"] + bindings.map(\.variable) }

  /// Names that are not taken by entities.
  static let reserved: Set<String> = [
    "event", "now", "settings", "output", "row", "input", "vars", "trigger", "step",
  ]

  /// The plan, once everything that answers the event is linked.
  func plan(_ definitions: [Definition]) -> EventPlan {
    let ordered = handlers.enumerated().sorted { left, right in
      let (first, second) = (
        definitions[left.element.definition].priority, definitions[right.element.definition].priority
      )
      return first != second ? first > second : left.offset < right.offset
    }
    var (layout, handlers) = (layout, ordered.map(\.element))
    let forms = handlers.map { $0.condition?.form ?? .constant(true) }
    layout.common = commonColumns(forms, layout)
    let deferred = layout.costlySlots.subtracting(layout.common.map(\.slot))
    return EventPlan(
      event: event, layout: layout, projections: projections, handlers: handlers, absences: absences,
      withdrawals: withdrawals, patterns: patterns, correlations: correlations,
      index: RuleIndex(forms, deferred: deferred))
  }

  /// The columns of rows that the event names that very many tests ask for. To find the rules by them costs little; to
  /// leave them for last, so that a row is fetched only when it must be, would mean to try most of these rules.
  private func commonColumns(_ forms: [Form], _ layout: EventLayout) -> [EventLayout.CommonColumn] {
    guard forms.count >= Self.commonTests else { return [] }
    var tests = Array(repeating: 0, count: layout.sources.count)
    for form in forms { form.forEachTest { tests[$0] += 1 } }
    return tests.indices.compactMap { slot in
      guard tests[slot] >= Self.commonTests, case .entity(let binding, _) = layout.sources[slot],
        layout.slots.paths[slot].count == 2,
        case .column(let column)? =
          linker.entities[bindings[binding].entity].sources[layout.slots.paths[slot][1]]
      else { return nil }
      return EventLayout.CommonColumn(slot: slot, binding: binding, column: column)
    }
  }

  /// How many tests make a column common.
  private static let commonTests = 64

  func meaning(of name: String) -> String? {
    if type.fields.contains(where: { $0.name == name }) { return "event.\(name)" }
    let binding = bindings.first { linker.entities[$0.entity].sources[name] != nil }
    return binding.map { "\($0.variable).\(name)" }
  }

  private var layout: EventLayout {
    EventLayout(slots: slots, sources: slots.paths.map(source(of:)), bindings: bindings)
  }

  private func source(of path: [String]) -> EventLayout.Source {
    if path[0] == "event" { return eventSource(of: path) }
    if runRoots.contains(path[0]) { return .run }
    guard let binding = bindings.firstIndex(where: { $0.variable == path[0] }) else { return .transient }
    let scope = linker.entities[bindings[binding].entity]
    return .entity(binding: binding, slot: scope.slots.slot(for: [scope.name] + path.dropFirst()))
  }

  private func eventSource(of path: [String]) -> EventLayout.Source {
    guard path.count > 1 else { return .data }
    if path.count == 2, let field = type.fields.firstIndex(where: { $0.name == path[1] }) {
      return .field(field)
    }
    if let field = linker.computed(of: type).first(where: { $0.field.value == path[1] }), path.count == 2 {
      return .computed(field.compute)
    }
    return EventMeta(rawValue: path[path.count - 1]).map(EventLayout.Source.meta) ?? .transient
  }
}
