internal import CEL

extension TestLinker {
  func link(_ draft: ExpectationDraft, _ context: StepContext) -> Expectation? {
    guard let check = check(draft, context) else { return nil }
    var expectation = Expectation(check: check, span: draft.span)
    if let at = draft.at {
      guard let instant = instant(at, context.scope.zone) else { return nil }
      expectation.at = instant
    }
    if let by = draft.by {
      guard let name = definition(by) else { return nil }
      expectation.by = name
    }
    return expectation
  }

  private func check(_ draft: ExpectationDraft, _ context: StepContext) -> Expectation.Check? {
    let scope = context.scope
    switch draft.verb {
    case .action(let name, let arguments): return action(name, arguments, draft, scope)
    case .emitted(let name, let data, let subject):
      return emitted(name, data, subject, draft, scope)
    case .row(let node, let exists): return row(node, scope).map { .row($0, exists: exists) }
    case .fact(let node): return fact(node, scope).map { .row($0, exists: true) }
    case .score(let node): return score(node, scope).map { .row($0, exists: true) }
    case .segment(let node): return segment(node, scope)
    case .matched(let names, let holds):
      let known = names.compactMap(definition)
      return known.count == names.count ? .matched(known, holds: holds) : nil
    case .error(let by, let code):
      guard let by else { return .error(by: nil, code: code?.value) }
      return definition(by).map { .error(by: $0, code: code?.value) }
    case .refused(let code, let message): return .refused(code: code, message: message)
    case .count(let count): return .actionCount(count)
    case .run(let run), .trace(let run): return self.run(run, draft.count)
    case .check(let node): return condition(node, scope).map { .condition($0) }
    }
  }

  private func run(_ draft: RunDraft, _ count: Expectation.Count) -> Expectation.Check? {
    var pattern = RunPattern(
      status: draft.status, key: draft.key, reason: draft.reason, path: draft.path, outcome: draft.outcome)
    if let name = draft.workflow {
      guard let known = definition(name) else { return nil }
      pattern.workflow = known
    }
    return .run(pattern, count)
  }

  /// The name in decisions of a definition that exists: `rule/thank-vip`, or the id alone where only one has it.
  private func definition(_ name: Located<String>) -> String? {
    let names = linker.definitions.map(\.name)
    if names.contains(name.value) { return name.value }
    let byID = linker.definitions.filter { $0.id == name.value }
    if byID.count == 1 { return byID[0].name }
    let meant = Suggestion.best(for: name.value, among: names + linker.definitions.map(\.id))
    diagnostics.add(
      .error(
        "N0215", "no definition is called `\(name.value)`", at: name.span, label: "not known",
        help: meant.map { ["did you mean `\($0)`?"] } ?? [
          "name it by its kind and id, as in `rule/thank-vip`"
        ],
        fix: meant.map { .maybe(name.span, $0) }))
    return nil
  }

  private func action(
    _ name: Located<String>, _ node: Node, _ draft: ExpectationDraft, _ scope: TestScope
  ) -> Expectation.Check? {
    guard let position = linker.actions.firstIndex(where: { $0.name == name.value }) else {
      linker.unknown(
        "N0205", "action", name, among: linker.actions.map(\.name) + ValueReader<ExpectationDraft>.words)
      return nil
    }
    let declared = linker.actions[position]
    // `no: notify` has the name where the arguments would be.
    let isBare = node.isEmpty || draft.count == .exactly(0) && node.span == name.span
    guard let arguments = isBare ? [] : patterns(node, declared.parameters, "parameter", of: name, scope)
    else {
      return nil
    }
    return .action(position, arguments: arguments, draft.count)
  }

  private func emitted(
    _ name: Located<String>, _ data: Node?, _ subject: Node?, _ draft: ExpectationDraft, _ scope: TestScope
  ) -> Expectation.Check? {
    guard let type = linker.eventType(name),
      let patterns = data.map({
        self.patterns($0, linker.model.events[type].fields, "field", of: name, scope)
      })
        ?? []
    else { return nil }
    guard let subject else { return .emitted(type, data: patterns, subject: nil, draft.count) }
    return text(subject, scope).map { .emitted(type, data: patterns, subject: $0, draft.count) }
  }

  /// Some of the declared fields with what they have to be.
  private func patterns(
    _ node: Node, _ fields: [EventField], _ what: String, of owner: Located<String>, _ scope: TestScope
  ) -> [FieldPattern]? {
    guard let entries = node.entries else {
      diagnostics.add(
        .error(
          "W0103", "expected the \(what)s of `\(owner.value)`, found \(node.kindInWords)", at: node.headSpan,
          help: ["write them as a mapping: `{ \(fields.first?.name ?? "name"): ... }`"]))
      return nil
    }
    let patterns = entries.compactMap { entry -> FieldPattern? in
      guard let field = fields.first(where: { $0.name == entry.name }) else {
        linker.unknown("N0206", what, entry.key.located, of: owner.value, among: fields.map(\.name))
        return nil
      }
      guard !linker.isEmpty(entry, field.type) else { return nil }
      return pattern(entry.value, field.type, scope).map {
        FieldPattern(name: entry.name, pattern: $0, span: entry.value.headSpan)
      }
    }
    return patterns.count == entries.count ? patterns : nil
  }

  private func condition(_ node: Node, _ scope: TestScope) -> CheckPlan? {
    let checks = CheckScope(linker, scope)
    guard let program = linker.compile(node, expecting: .bool, in: checks) else { return nil }
    return CheckPlan(program: program, sources: checks.slots.paths.map(checks.source))
  }
}

// MARK: The model

extension TestLinker {
  /// `{ customer: c1, tier: gold }`: a row by its entity and key, and some of its columns.
  private func row(_ node: Node, _ scope: TestScope) -> RowPattern? {
    guard var pattern = self.subject(of: node, "a row", scope) else { return nil }
    let entity = linker.model.entities[pattern.entity]
    pattern.isRow = true
    for entry in node.entries?.dropFirst() ?? [] {
      guard let column = entity.column(entry.name) else {
        linker.unknown(
          "N0204", "field", entry.key.located, of: entity.name, among: entity.fields.map(\.name))
        return nil
      }
      guard add(entry, entry.name, entity.fields[column].type, to: &pattern, scope) else { return nil }
    }
    return pattern
  }

  /// `{ customer: c1, lifetime_value: 120.00 }`: columns, facts and scores of a row.
  private func fact(_ node: Node, _ scope: TestScope) -> RowPattern? {
    guard var pattern = self.subject(of: node, "facts", scope) else { return nil }
    let known = linker.entities[pattern.entity].type.fields
    for entry in node.entries?.dropFirst() ?? [] {
      guard let field = known.first(where: { $0.name == entry.name }) else {
        linker.unknown(
          "N0204", "fact", entry.key.located, of: linker.model.entities[pattern.entity].name,
          among: known.map(\.name))
        return nil
      }
      let type = FieldType(field.type, allowed: field.allowed)
      guard add(entry, entry.name, type, to: &pattern, scope) else { return nil }
    }
    return pattern
  }

  /// `{ customer: c1, health: 65.0, band: medium }`.
  private func score(_ node: Node, _ scope: TestScope) -> RowPattern? {
    guard var pattern = self.subject(of: node, "a score", scope) else { return nil }
    let scores = linker.model.scores.filter { $0.entity == pattern.entity }
    guard let name = node.entries?.dropFirst().first(where: { $0.name != "band" })?.key.located else {
      diagnostics.add(
        .error(
          "W0102", "this names no score", at: node.headSpan,
          help: ["name one with its value, as in `{ customer: c1, health: 65.0, band: medium }`"]))
      return nil
    }
    guard let score = scores.first(where: { $0.name == name.value }) else {
      linker.unknown("N0204", "score", name, among: scores.map(\.name))
      return nil
    }
    for entry in node.entries?.dropFirst() ?? [] {
      let isBand = entry.name == "band"
      guard isBand || entry.name == score.name else {
        linker.unknown("N0204", "score", entry.key.located, among: [score.name, "band"])
        return nil
      }
      let type = isBand ? FieldType(.string, allowed: score.bands.map(\.name)) : FieldType(.double)
      let column = isBand ? "\(score.name)_band" : score.name
      guard add(entry, column, type, to: &pattern, scope) else { return nil }
    }
    return pattern
  }

  /// `{ customer: c1, in: vip }`, or `not_in`.
  private func segment(_ node: Node, _ scope: TestScope) -> Expectation.Check? {
    guard let pattern = self.subject(of: node, "segments", scope) else { return nil }
    let context = ReadContext(diagnostics, name: "segment")
    let rest = Node(.mapping(Array(node.entries?.dropFirst() ?? [])), range: node.range, in: node.source)
    guard let keys = MappingReader(rest, "`segment`", context),
      let entry = keys.exactlyOne(of: ["in", "not_in"])
    else { return nil }
    let names = keys.required(entry.name, .oneOrMany(of: .locatedIdentifier))
    guard keys.finish(), let names else { return nil }
    let known = linker.model.segments.filter { $0.entity == pattern.entity }.map(\.name)
    for name in names where !known.contains(name.value) {
      linker.unknown("N0204", "segment", name, among: known)
      return nil
    }
    return .segment(
      entity: pattern.entity, key: pattern.key, names: names.map(\.value), holds: entry.name == "in")
  }

  /// The first entry: the name of an entity with the key of a row.
  private func subject(of node: Node, _ what: String, _ scope: TestScope) -> RowPattern? {
    guard let entries = node.entries, let first = entries.first else {
      diagnostics.add(
        .error(
          "W0103", "expected \(what) as a mapping, found \(node.kindInWords)", at: node.headSpan,
          help: ["begin with the entity and the key of the row, as in `{ customer: c1, ... }`"]))
      return nil
    }
    guard let entity = linker.model.entity(named: first.name) else {
      linker.unknown("N0202", "entity", first.key.located, among: linker.model.entities.map(\.name))
      return nil
    }
    let type = linker.model.entities[entity].fields[linker.model.entities[entity].key].type
    guard let key = value(first.value, type, scope) else { return nil }
    return RowPattern(entity: entity, key: key, isRow: false)
  }

  private func add(
    _ entry: Node.Entry, _ name: String, _ type: FieldType, to row: inout RowPattern, _ scope: TestScope
  ) -> Bool {
    guard !linker.isEmpty(entry, type), let pattern = pattern(entry.value, type, scope) else { return false }
    let entity = linker.entities[row.entity]
    let field = FieldPattern(name: name, pattern: pattern, span: entry.value.headSpan)
    row.values.append((entity.slots.slot(for: [entity.name, name]), field))
    return true
  }
}

/// What `check:` may refer to: the rows that the test gives, by the names of their entities, with their facts.
final class CheckScope: ExpressionScope {
  var environment: Environment
  var slots = SlotTable()
  private let linker: Linker
  private let subjects: [Int: Value]

  init(_ linker: Linker, _ scope: TestScope) {
    self.linker = linker
    subjects = scope.subjects
    environment = scope.environment
    for (entity, _) in scope.subjects.sorted(by: { $0.key < $1.key }) {
      let name = linker.model.entities[entity].name
      environment.declare(variable: name, type: .record(name))
    }
  }

  func meaning(of name: String) -> String? {
    let owner = subjects.keys.sorted().first { linker.entities[$0].sources[name] != nil }
    return owner.map { "\(linker.model.entities[$0].name).\(name)" }
  }

  var variables: [String] {
    ["case", "settings", "now"] + subjects.keys.sorted().map { linker.model.entities[$0].name }
  }

  func source(of path: [String]) -> CheckPlan.Source {
    guard let entity = linker.model.entity(named: path[0]), let key = subjects[entity] else { return .absent }
    let scope = linker.entities[entity]
    return .entity(entity, key: key, slot: scope.slots.slot(for: [scope.name] + path.dropFirst()))
  }
}
