internal import CEL
internal import RulesEngine

/// Where a new definition goes: its rulebook, and the event and action that it is written with.
struct ScaffoldSite {
  let name: String
  let rulebook: Rulebook
  private let eventName: String?
  private let actionName: String?

  /// - Throws: `couldNotRun` for an event or action that the rulebook does not have.
  init(name: String, rulebook: Rulebook, event: String?, action: String?) throws(Failure) {
    self.name = name
    self.rulebook = rulebook
    eventName = event
    actionName = action
    if let event, rulebook.event(named: event) == nil {
      throw Self.unknown("event", event, rulebook.model.events.map(\.name))
    }
    if let action, !rulebook.actions.contains(where: { $0.name == action }) {
      throw Self.unknown("action", action, rulebook.actions.map(\.name))
    }
  }

  private static func unknown(_ what: String, _ name: String, _ known: [String]) -> Failure {
    let meant = Suggestion.best(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
    return .couldNotRun("the rulebook has no \(what) \(name)\(meant)")
  }

  /// The event to answer: the one that was asked for, or the first that is declared, best one about something.
  func event() throws(Failure) -> EventType {
    if let eventName, let position = rulebook.event(named: eventName) {
      return rulebook.model.events[position]
    }
    let events = rulebook.model.events
    if let event = events.first(where: { $0.subject != nil && $0.fields.contains(where: \.isComparable) }) {
      return event
    }
    guard let event = events.first else {
      throw .couldNotRun("the rulebook has no events yet; begin with: bylaw new event \(name).happened")
    }
    return event
  }

  /// The action to ask for: the one that was asked for, or `notify`, or the first that is declared.
  func action() throws(Failure) -> ActionDeclaration {
    let actions = rulebook.actions
    if let actionName, let action = actions.first(where: { $0.name == actionName }) { return action }
    if let action = actions.first(where: { $0.name == "notify" }) ?? actions.first { return action }
    throw .couldNotRun("the rulebook has no actions yet; begin with: bylaw new action notify")
  }

  /// The entity to be about.
  func entity() throws(Failure) -> Entity {
    if let entity = rulebook.model.entities.first { return entity }
    throw .couldNotRun("the rulebook has no entities yet; begin with: bylaw new entity customer")
  }

  /// The action with values for what it needs: `notify: { to: text, ... }`.
  func call(_ action: ActionDeclaration, replacing: [String: String] = [:]) -> String {
    let arguments = action.parameters.filter { !$0.type.isOptional }.map { parameter in
      "\(parameter.name): \(replacing[parameter.name] ?? parameter.sample)"
    }
    return "\(action.name): { \(arguments.joined(separator: ", ")) }".replacing("{  }", with: "{}")
  }

  /// The data that an event needs, with some values of one's own.
  func data(of event: EventType, replacing: [String: String] = [:]) -> String {
    let fields = event.fields.filter { !$0.type.isOptional || replacing[$0.name] != nil }.map { field in
      "\(field.name): \(replacing[field.name] ?? field.sample)"
    }
    return fields.isEmpty ? "{}" : "{ \(fields.joined(separator: ", ")) }"
  }

  /// `given:` with a row that the event can be about; empty where it is about nothing.
  func given(for event: EventType) -> String {
    guard let subject = event.subject else { return "" }
    let entity = rulebook.model.entities[subject]
    return "given:\n  \(entity.name): { \(entity.fields[entity.key].name): \(key(of: entity)) }\n"
  }

  /// A key for a row.
  func key(of entity: Entity) -> String {
    entity.fields[entity.key].type.value == .string
      ? "\(entity.name)-1" : entity.fields[entity.key].type.sample
  }
}

extension EventField {
  /// A value of its type, as rules and tests write it.
  var sample: String { type.sample }

  /// Whether a condition can easily be made about it.
  var isComparable: Bool { !type.isOptional && type.comparison != nil }
}

extension FieldType {
  /// A value of the type, as rules and tests write it.
  var sample: String {
    if let first = allowed?.first { return value == .string ? "\"\(first)\"" : "[\"\(first)\"]" }
    switch value {
    case .bool: return "true"
    case .int, .uint: return "7"
    case .double: return "0.5"
    case .decimal: return "0.10"
    case .money: return "20.00"
    case .timestamp: return "2026-01-01T12:00:00Z"
    case .duration: return "1h"
    case .bytes: return "AAEC"
    case .list(let element): return "[\(FieldType(element).sample)]"
    case .map: return "{}"
    default: return "sample"
    }
  }

  /// How an expression compares a value with the sample, and a value for which that does not hold.
  var comparison: (test: String, other: String)? {
    if let allowed, value == .string {
      guard allowed.count > 1 else { return nil }
      return ("== \"\(allowed[0])\"", "\"\(allowed[1])\"")
    }
    switch value {
    case .int: return ("> 0", "0")
    case .uint: return ("> 0u", "0")
    case .double: return ("> 0.0", "0.0")
    case .decimal, .money: return ("> 0.00", "0.00")
    case .string: return ("== \"sample\"", "other")
    default: return nil
    }
  }
}
