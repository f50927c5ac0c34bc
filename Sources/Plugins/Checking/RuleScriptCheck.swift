internal import CEL
internal import RulesEngine

/// Checks what a rule script names against the rulebook: fields of the event, actions and their arguments, tables.
struct RuleScriptCheck {
  private let world: RuleWorld
  private let linking: CodeLinking
  private let source: SourceText
  private let file: LuaFile
  private let body: Range<Int>
  /// The types of events that it emits by name.
  private(set) var emitted: [Int] = []
  /// Whether the file names a change of the model.
  private(set) var mayWrite = false

  init(_ script: RuleScript, _ world: RuleWorld, _ linking: CodeLinking) {
    self.world = world
    self.linking = linking
    source = script.source
    file = LuaReader.read(script.source.utf8)
    body = file.rules.first { $0.id == script.header.id.value }?.run.range ?? 0..<0
  }

  /// Reports what is wrong.
  mutating func run() {
    for path in file.paths {
      noteWrites(path)
      if body.contains(path.range.lowerBound) { check(path) }
    }
    for call in file.calls where !call.isMethod {
      guard case .path(let path) = call.callee else { continue }
      noteEmission(call, path)
      guard body.contains(call.range.lowerBound), let name = ScriptCheck.canonical(path) else { continue }
      check(call, name.joined(separator: "."))
    }
  }

  private static let changes: Set<String> = ["insert", "upsert", "update", "delete"]

  /// A path whose meaning only a run can tell counts as a change if it ends like one.
  private mutating func noteWrites(_ path: LuaPath) {
    guard let last = path.members.last, Self.changes.contains(last.name) else { return }
    let names = ScriptCheck.canonical(path)
    if names == nil || names?.first == "model" { mayWrite = true }
  }

  private mutating func noteEmission(_ call: LuaCall, _ path: LuaPath) {
    guard path.members.last?.name == "emit", case .literal(.text(let type), _)? = call.arguments.first,
      let position = world.model.events.firstIndex(where: { $0.name == type }),
      !emitted.contains(position)
    else { return }
    emitted.append(position)
  }

  // MARK: What the parameters of `run` have

  private func check(_ path: LuaPath) {
    guard let variable = path.variable, !variable.isReassigned, let role = variable.role else { return }
    switch role {
    case .event: checkField(path, "event type", world.type.name, among: world.eventNames)
    case .subject: checkSubject(path)
    case .context: checkContext(path)
    }
  }

  private func checkField(_ path: LuaPath, _ what: String, _ owner: String, among names: [String]) {
    guard let member = path.members.first, !names.contains(member.name) else { return }
    linking.unknown("N0204", "field", located(member.name, member.range), of: owner, among: names)
  }

  private func checkSubject(_ path: LuaPath) {
    if let subject = world.type.subject {
      let name = world.model.entities[subject].name
      return checkField(path, "entity", name, among: world.entityNames[subject])
    }
    guard !path.members.isEmpty else { return }
    linking.diagnostics.add(
      .error(
        "L0817", "an event `\(world.type.name)` has no subject, so `\(path.root.name)` is null",
        at: source.span(of: path.range),
        help: ["add `subject:` to the event, or leave `\(path.root.name)` alone"]))
  }

  private func checkContext(_ path: LuaPath) {
    guard let member = path.members.first else { return }
    let names = (Array(ScriptLibrary.context.keys) + ["settings"]).sorted()
    guard names.contains(member.name) else {
      let meant = Suggestion.best(for: member.name, among: names)
      linking.diagnostics.add(
        .error(
          "L0812", "`\(path.root.name)` has no `\(member.name)`", at: source.span(of: member.range),
          notes: ["it has \(names.joined(separator: ", "))"],
          help: meant.map { ["did you mean `\($0)`?"] } ?? []))
      return
    }
    guard member.name == "settings", path.members.count > 1, case .map(let settings) = world.settings else {
      return
    }
    let setting = path.members[1]
    guard settings[setting.name] == nil else { return }
    linking.unknown(
      "N0204", "setting", located(setting.name, setting.range), among: settings.keys.map(\.text))
  }

  // MARK: Calls

  private func check(_ call: LuaCall, _ name: String) {
    guard case .literal(.text(let what), let range)? = call.arguments.first else { return }
    let owner = located(what, inner(range))
    switch name {
    case "actions.request": checkAction(call, owner)
    case "events.emit":
      guard let type = linking.eventType(owner) else { return }
      check(table(call, 1), world.model.events[type].fields, "field", of: owner)
    case "facts.get", "facts.rows", "facts.count", "facts.sum", "facts.min", "facts.max":
      checkFacts(call, owner, verb: String(name.dropFirst(6)))
    case "model.insert", "model.upsert", "model.update", "model.delete":
      guard let entity = entity(owner) else { return }
      for index in 1..<3 { checkColumns(table(call, index), of: entity) }
    default: break
    }
  }

  private func checkAction(_ call: LuaCall, _ owner: Located<String>) {
    guard let (_, declaration) = linking.action(owner) else { return }
    check(table(call, 1), declaration.parameters, "parameter", of: owner)
  }

  private func checkFacts(_ call: LuaCall, _ path: Located<String>, verb: String) {
    let parts = path.value.split(separator: ".", maxSplits: 1).map(String.init)
    if verb == "get", call.arguments.count == 1, parts.count == 2,
      let binding = world.bindings.first(where: { $0.variable == parts[0] })
    {
      let names = world.entityNames[binding.entity]
      if !names.contains(parts[1]) {
        linking.unknown("N0204", "field", Located(parts[1], path.span), of: parts[0], among: names)
      }
      return
    }
    guard let entity = entity(Located(parts.first ?? "", path.span)) else { return }
    checkColumns(table(call, 1), of: entity)
    let isTotal = ["sum", "min", "max"].contains(verb)
    let names = isTotal ? world.model.entities[entity].fields.map(\.name) : world.entityNames[entity]
    if parts.count == 2, !names.contains(parts[1]) {
      linking.unknown("N0204", "field", Located(parts[1], path.span), of: parts[0], among: names)
    } else if parts.count == 1, isTotal {
      linking.diagnostics.add(
        .error(
          "L0815", "`facts.\(verb)` needs a field of `\(parts[0])`", at: path.span,
          help: ["write it as in `\"\(parts[0]).\(names.last ?? "total")\"`"]))
    }
  }

  /// The entity behind a table or its own name; nil after reporting that there is none.
  private func entity(_ name: Located<String>) -> Int? {
    if let entity = world.entity(name.value) { return entity }
    linking.unknown("N0203", "table", name, among: world.model.entities.map(\.table))
    return nil
  }

  private func checkColumns(_ entries: [LuaEntry]?, of entity: Int) {
    let fields = world.model.entities[entity].fields
    for entry in entries ?? [] {
      guard let key = entry.key else { continue }
      guard let field = fields.first(where: { $0.name == key.name }) else {
        linking.unknown(
          "N0204", "field", located(key.name, key.range), of: world.model.entities[entity].name,
          among: fields.map(\.name))
        continue
      }
      check(entry.value, field.type, "`\(key.name)`")
    }
  }

  /// Arguments that are written out, against what is declared.
  private func check(
    _ entries: [LuaEntry]?, _ fields: [EventField], _ what: String, of owner: Located<String>
  ) {
    // A table that is made elsewhere is checked when it arrives.
    guard let entries else { return }
    for entry in entries {
      guard let key = entry.key else { return }
      guard let field = fields.first(where: { $0.name == key.name }) else {
        linking.unknown(
          "N0206", what, located(key.name, key.range), of: owner.value, among: fields.map(\.name))
        return
      }
      check(entry.value, field.type, "`\(key.name)` of `\(owner.value)`")
    }
    for field in fields where !field.type.isOptional {
      if entries.contains(where: { $0.key?.name == field.name }) { continue }
      linking.diagnostics.add(
        .error(
          "N0207", "`\(owner.value)` needs `\(field.name)`", at: owner.span,
          label: "`\(field.name)` is missing",
          help: ["add `\(field.name) = ...`, which is \(field.type.value.article)"]))
    }
  }

  private func check(_ value: LuaExpression, _ type: FieldType, _ what: String) {
    guard let kind = ScriptCheck.kind(value) else { return }
    if case .literal(.text(let text), let range) = value, let allowed = type.allowed, !allowed.contains(text)
    {
      let meant = Suggestion.best(for: text, among: allowed)
      return linking.diagnostics.add(
        .error(
          "T0302", "`\(text)` is not one of the values of \(what)", at: source.span(of: inner(range)),
          label: "expected one of \(allowed.map { "`\($0)`" }.joined(separator: ", "))",
          help: meant.map { ["did you mean `\($0)`?"] } ?? []))
    }
    guard !Self.fits(kind, type) else { return }
    let constructor = Self.constructors[type.value]
    linking.diagnostics.add(
      .error(
        "L0815", "\(what) must be \(type.value.article)", at: source.span(of: value.range),
        label: "this is \(kind.rawValue)",
        help: constructor.map { ["write it as `\($0)(\"...\")`"] } ?? []))
  }

  private static let constructors: [ValueType: String] = [
    .money: "money", .decimal: "decimal", .timestamp: "timestamp", .duration: "duration",
  ]

  private static func fits(_ kind: ScriptLibrary.Kind, _ type: FieldType) -> Bool {
    switch (kind, type.value) {
    case (.nothing, _): type.isOptional
    case (.function, _): false
    case (_, .dyn), (.flag, .bool), (.text, .string), (.text, .bytes), (.float, .double): true
    case (.integer, .int), (.integer, .uint), (.integer, .double), (.integer, .decimal): true
    case (.table, .list), (.table, .map), (.table, .record): true
    default: false
    }
  }

  private func table(_ call: LuaCall, _ index: Int) -> [LuaEntry]? {
    guard index < call.arguments.count else { return index == 1 ? [] : nil }
    if case .table(let entries, _) = call.arguments[index] { return entries }
    return nil
  }

  private func located(_ text: String, _ range: Range<Int>) -> Located<String> {
    Located(text, source.span(of: range))
  }

  /// A text without its quotes.
  private func inner(_ range: Range<Int>) -> Range<Int> {
    let isQuoted = range.count >= 2 && [0x22, 0x27].contains(source.utf8[range.lowerBound])
    return isQuoted ? range.lowerBound + 1..<range.upperBound - 1 : range
  }
}
