internal import CEL

extension Linker {
  /// Resolves the model: settings, entities with their facts, event types, scores, segments.
  func linkModel() {
    linkSettings()
    check(zone: draft.timezone)
    linkCalendars()
    declareTables()
    unique(draft.entities.map(\.name), "entity")
    unique(draft.events.map(\.name), "event")
    unique(draft.scores.map(\.name), "score")
    unique(draft.segments.map(\.name), "segment")
    linkEntities()
    linkDerived()
    linkEvents()
    linkActionDeclarations()
    checkComputed()
    events = model.events.indices.map { EventScope(event: $0, linker: self) }
  }

  /// Reports names that are given twice.
  func unique(_ names: [Located<String>], _ what: String) {
    var seen: [String: SourceSpan] = [:]
    for name in names {
      if let first = seen[name.value] {
        diagnostics.add(
          .error(
            "N0208", "the \(what) `\(name.value)` is defined twice", at: name.span,
            label: "defined again here",
            related: [.init("first defined here", at: first)], help: ["give one of them another name"]))
      } else {
        seen[name.value] = name.span
      }
    }
  }

  private func linkSettings() {
    var entries: [(String, Value)] = []
    for setting in draft.settings {
      check(override: setting)
      guard let scalar = setting.value.scalar else {
        if let value = tree(setting.value) { entries.append((setting.name.value, value)) }
        continue
      }
      entries.append((setting.name.value, settingValue(scalar)))
    }
    base.declare(constant: "settings", value: .map(Map(entries)))
  }

  /// A setting looks like what it is: `15.00` is a decimal, `2h` a duration, `12.5%` a share.
  func settingValue(_ scalar: Scalar) -> Value {
    guard scalar.style == .plain else { return .string(scalar.text) }
    switch scalar.form {
    case .bool(let flag): return .bool(flag)
    case .null: return .null
    case .number(let digits):
      if let whole = Int64(digits) { return .int(whole) }
      return Decimal(digits).map(Value.decimal) ?? .string(scalar.text)
    case .text(let text):
      if text.hasSuffix("%"), let share = try? decimal(text) { return .decimal(share) }
      if let length = try? duration(text) { return .duration(length) }
      if text.contains(" "), let amount = try? money(text) { return .money(amount) }
      return .string(text)
    }
  }

  func tree(_ node: Node) -> Value? {
    switch node.content {
    case .scalar(let scalar): settingValue(scalar)
    case .sequence(let items): .list(List(items.compactMap(tree)))
    case .mapping(let entries):
      .map(Map(entries.compactMap { entry in tree(entry.value).map { (entry.name, $0) } }))
    }
  }

  private func linkEntities() {
    for (position, entity) in draft.entities.enumerated() {
      unique(entity.fields.map(\.name), "field of `\(entity.name.value)`")
      let fields = entity.fields.map {
        EntityField(name: $0.name.value, type: $0.type, isPersonal: $0.isPersonal)
      }
      if EventScope.reserved.contains(entity.name.value) {
        diagnostics.add(
          .error(
            "N0211", "an entity cannot be called `\(entity.name.value)`", at: entity.name.span,
            label: "has a meaning of its own in expressions", help: ["give it another name"]))
      }
      let key = fields.firstIndex { $0.name == entity.key.value }
      if key == nil { reportKey(of: entity) }
      var made = Entity(
        name: entity.name.value, table: entity.table.value, key: key ?? 0, fields: fields,
        isManaged: entity.isManaged)
      made.tenant = tenantColumn(of: entity)
      made.hasKeysPerTenant = entity.hasKeysPerTenant
      model.entities.append(made)
      entities.append(
        EntityScope(entity: position, name: entity.name.value, columns: fields, environment: base))
    }
    for (position, entity) in draft.entities.enumerated() { declareRow(position, entity) }
    for (position, entity) in draft.entities.enumerated() { linkRelated(position, entity) }
  }

  private func reportKey(of entity: EntityDraft) {
    guard entity.key.span == entity.name.span else {
      return unknown(
        "N0204", "field", entity.key, of: entity.name.value, among: entity.fields.map(\.name.value))
    }
    diagnostics.add(
      .error(
        "N0204", "`\(entity.name.value)` has no field `id`", at: entity.name.span,
        label: "which field is its key?",
        help: ["name the field that tells the rows apart: `key: \(entity.fields.first?.name.value ?? "id")`"])
    )
  }

  private func declareRow(_ position: Int, _ entity: EntityDraft) {
    let scope = entities[position]
    let columns = model.entities[position].fields
    let fields = columns.enumerated().map { index, field in
      RecordType.Field(
        name: field.name, type: field.type.value, isOptional: index != model.entities[position].key,
        allowed: field.type.allowed)
    }
    base.declare(record: RecordType(name: EntityScope.rowType(scope.name), fields: fields))
    for (index, field) in fields.enumerated() { scope.add(field, .column(index), to: &base) }
    for field in entity.fields { check(reference: field) }
  }

  func check(reference field: FieldDraft) {
    guard let name = field.type.entity, model.entity(named: name) == nil else { return }
    unknown("N0202", "entity", Located(name, field.typeSpan), among: model.entities.map(\.name))
  }

  private func linkRelated(_ position: Int, _ draft: EntityDraft) {
    let scope = entities[position]
    for related in draft.related where !taken(related.name, in: scope) {
      guard let link = resolve(related) else {
        // Its mistake is reported; what reads the list is not to blame.
        scope.add(.init(name: related.name.value, type: .error), .transient, to: &base)
        continue
      }
      let index = model.entities[position].related.count
      model.entities[position].related.append(link)
      scope.add(
        .init(name: related.name.value, type: .list(.record(EntityScope.rowType(related.entity.value)))),
        .related(index), to: &base)
    }
  }

  private func resolve(_ related: RelatedDraft) -> Related? {
    guard let entity = model.entity(named: related.entity.value) else {
      unknown("N0202", "entity", related.entity, among: model.entities.map(\.name))
      return nil
    }
    let target = model.entities[entity]
    guard let by = target.column(related.by.value) else {
      unknown("N0204", "field", related.by, of: target.name, among: target.fields.map(\.name))
      return nil
    }
    return Related(name: related.name.value, entity: entity, by: by)
  }

  /// Reports a name that the entity has already.
  func taken(_ name: Located<String>, in scope: EntityScope) -> Bool {
    guard scope.sources[name.value] != nil else { return false }
    diagnostics.add(
      .error(
        "N0208", "`\(name.value)` of `\(scope.name)` is defined twice", at: name.span, label: "already taken",
        help: ["give it another name"]))
    return true
  }

  private func linkEvents() {
    for event in draft.events {
      unique(event.fields.map(\.name), "field of `\(event.name.value)`")
      var subject: Int?
      if let name = event.subject {
        subject = model.entity(named: name.value)
        if subject == nil { unknown("N0202", "entity", name, among: model.entities.map(\.name)) }
      }
      for field in event.fields { check(reference: field) }
      let fields = event.fields.map { EventField(name: $0.name.value, type: $0.type) }
      model.events.append(EventType(name: event.name.value, subject: subject, fields: fields))
    }
    for event in builtIn where !model.events.contains(where: { $0.name == event.name }) {
      model.events.append(event)
    }
    declareRunEvents()
  }

  /// The events that scores and segments become, where the rulebook does not declare them itself.
  private var builtIn: [EventType] {
    let owners = Set(model.segments.map(\.entity))
    let subject = owners.count == 1 ? owners.first : nil
    let segment = EventField(name: "segment", type: FieldType(.string, allowed: model.segments.map(\.name)))
    var events: [EventType] = []
    if !model.segments.isEmpty {
      events = ["segment.entered", "segment.left"].map {
        EventType(name: $0, subject: subject, fields: [segment])
      }
    }
    for score in model.scores {
      let bands = FieldType(.string, allowed: score.bands.map(\.name), isOptional: true)
      events.append(
        EventType(
          name: score.changeEvent, subject: score.entity,
          fields: [
            EventField(name: "old", type: FieldType(.double)),
            EventField(name: "new", type: FieldType(.double)),
            EventField(name: "old_band", type: bands), EventField(name: "band", type: bands),
            EventField(name: "factors", type: FieldType(.map(.string, .dyn))),
          ]))
    }
    return events
  }

  private func linkActionDeclarations() {
    unique(draft.actions.map(\.name), "action")
    actions = draft.actions.map { action in
      unique(action.parameters.map(\.name), "parameter of `\(action.name.value)`")
      return ActionDeclaration(
        name: action.name.value,
        parameters: action.parameters.map { EventField(name: $0.name.value, type: $0.type) },
        isIdempotent: action.isIdempotent, isFinal: action.isFinal,
        delivery: action.delivery.settings(draft.delivery, isIdempotent: action.isIdempotent))
    }
  }

  /// Reports a name that nothing answers to, with the one that was probably meant.
  func unknown(
    _ code: DiagnosticCode, _ what: String, _ name: Located<String>, of owner: String? = nil,
    among valid: [String]
  ) {
    let meant = Suggestion.best(for: name.value, among: valid)
    let place = owner.map { " in `\($0)`" } ?? ""
    var notes: [String] = []
    if !valid.isEmpty, valid.count <= 24 {
      notes = ["known: \(valid.map { "`\($0)`" }.joined(separator: ", "))"]
    }
    var help = meant.map { ["did you mean `\($0)`?"] } ?? []
    if help.isEmpty, let kind = Self.declarations[code] { help = ["declare it: `\(kind): \(name.value)`"] }
    diagnostics.add(
      .error(
        code, "no \(what) `\(name.value)` is known\(place)", at: name.span, label: "not known", notes: notes,
        help: help, fix: meant.map { .maybe(name.span, $0) }))
  }

  /// The kinds of definition that make a name known.
  private static let declarations: [DiagnosticCode: String] = [
    "N0201": "event", "N0202": "entity", "N0205": "action", "N0231": "calendar",
  ]
}

extension Linker {
  /// The computed fields of an event type.
  func computed(of type: EventType) -> [ComputedFieldDraft] {
    draft.computed.filter { $0.event.value == type.name }
  }

  /// Reports computed fields of unknown events, and names that are taken.
  private func checkComputed() {
    for (position, field) in draft.computed.enumerated() {
      guard let event = eventType(field.event) else { continue }
      let type = model.events[event]
      let isTaken =
        type.fields.contains { $0.name == field.field.value }
        || EventMeta(rawValue: field.field.value) != nil
        || draft.computed[..<position].contains {
          $0.event.value == type.name && $0.field.value == field.field.value
        }
      guard isTaken else { continue }
      diagnostics.add(
        .error(
          "N0208", "`\(type.name)` has a field `\(field.field.value)` already", at: field.field.span,
          help: ["give the computed field another name"]))
    }
  }
}
