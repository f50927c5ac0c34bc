internal import CEL
package import RulesEngine

/// The step of a rule that is written in Lua.
package struct LuaRuleDraft: CodeDraft {
  let script: RuleScript

  /// A step that runs a script.
  package init(_ script: RuleScript) { self.script = script }

  /// Resolves what the script can reach for one type of event, and checks what it names.
  package func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let event = linking.event else { return nil }
    let world = RuleWorld(linking, event: event)
    let errors = linking.diagnostics.count(of: .error)
    var check = RuleScriptCheck(script, world, linking)
    check.run()
    guard linking.diagnostics.count(of: .error) == errors else { return nil }
    return LuaRuleCode(script: script, world: world, emits: check.emitted, writes: check.mayWrite)
  }
}

/// A Lua rule for one type of event, ready to run.
struct LuaRuleCode: DecisionCode {
  let script: RuleScript
  let world: RuleWorld
  let emits: [Int]
  let writes: Bool

  func run(_ context: DecisionContext) throws(EvaluationError) {
    let run = RuleRun(context, world, mayWrite: writes)
    let subject = run.subject.map(ScriptValue.fields) ?? .value(.null)
    let script = ScriptContext(
      now: context.now, seed: context.seed, currency: context.rulebook.currency,
      maxRequests: context.rulebook.limits.actions,
      facts: { question throws(EvaluationError) in try run.answer(question) },
      perform: { request throws(EvaluationError) in try run.perform(request) })
    script.settings = world.settings
    do throws(EvaluationError) {
      try self.script.run(event: .fields(run.event), customer: subject, context: script)
    } catch {
      throw run.failure ?? error
    }
    // What could not be fetched is no value, whatever the script made of it.
    if let failure = run.failure { throw failure }
    run.noteFacts()
  }
}

/// What a rule script can reach by name for one type of event.
struct RuleWorld: Sendable {
  /// An entity that the event names.
  struct Binding: Sendable {
    var variable: String
    var entity: Int
    /// The field of the event that holds the key; nil for the subject.
    var field: Int?
  }

  let event: Int
  let type: EventType
  let model: Model
  /// Names of `event`: the fields of its data, then what it says of itself.
  let eventNames: [String]
  let bindings: [Binding]
  /// The names of each entity's columns, facts and related rows.
  let entityNames: [[String]]
  let settings: Value

  init(_ linking: CodeLinking, event: Int) {
    self.event = event
    model = linking.model
    type = model.events[event]
    let fields = type.fields.map(\.name)
    eventNames = fields + Self.meta.filter { !fields.contains($0) }
    var bindings: [Binding] = []
    if let subject = type.subject {
      bindings.append(Binding(variable: model.entities[subject].name, entity: subject, field: nil))
    }
    for (position, field) in type.fields.enumerated() {
      guard let entity = field.type.entity.flatMap(model.entity(named:)) else { continue }
      let variable = field.name.hasSuffix("_id") ? String(field.name.dropLast(3)) : field.name
      if bindings.contains(where: { $0.variable == variable }) { continue }
      bindings.append(Binding(variable: variable, entity: entity, field: position))
    }
    self.bindings = bindings
    entityNames = model.entities.indices.map { linking.names(of: $0) }
    settings = linking.settings
  }

  static let meta = ["id", "type", "time", "subject", "source", "tenant"]

  /// The entity with this table, or this name.
  func entity(_ name: String) -> Int? {
    model.entities.firstIndex { $0.table == name } ?? model.entity(named: name)
  }
}
