package import CEL

/// What code may ask for while it is linked: expressions compiled and names resolved, for one type of event.
package final class CodeLinking {
  let linker: Linker
  let scope: any ExpressionScope
  /// What its expressions may refer to.
  package private(set) var environment: Environment

  init(_ linker: Linker, _ scope: any ExpressionScope, _ environment: Environment) {
    self.linker = linker
    self.scope = scope
    self.environment = environment
  }

  /// Where mistakes go.
  package var diagnostics: Diagnostics { linker.diagnostics }
  /// The entities, events, scores and segments of the rulebook.
  package var model: Model { linker.model }
  /// The currency of amounts that name none.
  package var currency: Currency { linker.currency }
  /// The zone of local times that name none.
  package var timezone: String { linker.draft.timezone?.value ?? "UTC" }
  package var zones: ZoneDatabase { linker.zones }
  /// The position of the type of event that it answers; nil where there is none.
  package var event: Int? { (scope as? EventScope)?.event }

  /// Compiles an expression; nil after reporting why not.
  ///
  /// - Parameters:
  ///   - type: what it has to give; nil takes any type.
  ///   - part: the part of the text that is the expression; the whole text by default.
  package func compile(
    _ node: Node, expecting type: ValueType? = nil, part: Range<Int>? = nil
  ) -> Program? {
    linker.compile(node, expecting: type, in: scope, environment, part: part)
  }

  /// The paths that slots stand for, such as `["candidate", "load"]`.
  package var paths: [[String]] { scope.slots.paths }

  /// A literal place: `${ ... }` inserts a value, other text is typed by the place.
  package func value(_ node: Node, as type: FieldType) -> ValuePlan? {
    func link(_ scope: some ExpressionScope) -> ValuePlan? {
      ValueLinker(linker, scope, environment).link(node, as: type)
    }
    return link(scope)
  }

  /// A length of time, on the clock or of a calendar; nil after reporting why not.
  package func wait(_ length: Located<DurationLiteral>, in calendar: Located<String>?) -> Wait? {
    linker.wait(WaitDraft(length: length, calendar: nil), inherited: calendar)
  }

  /// The steps of an inner `do`; nil after reporting why not.
  package func actions(_ drafts: [ActionDraft]) -> [ActionPlan]? {
    let plans = linker.actions(drafts, in: scope, environment)
    return plans.count == drafts.count ? plans : nil
  }

  /// A business calendar; nil after reporting that there is none.
  package func calendar(_ name: Located<String>) -> BusinessCalendar? { linker.calendar(name) }

  /// A length of time, on the clock or in a calendar; nil after reporting why not.
  package func wait(_ length: Located<DurationLiteral>, calendar: Located<String>?) -> Wait? {
    linker.wait(WaitDraft(length: length, calendar: nil), inherited: calendar)
  }

  /// Values for the parameters of an action; nil after reporting those that are unknown or missing.
  ///
  /// - Parameter given: the parameters that the code fills in itself where nothing is written for them.
  package func arguments(
    _ node: Node?, of action: Located<String>, given: Set<String>
  ) -> [(name: String, value: ValuePlan)]? {
    guard let (_, declaration) = self.action(action) else { return nil }
    let fields = declaration.parameters.map { parameter in
      var field = parameter
      if given.contains(field.name) { field.type.isOptional = true }
      return field
    }
    func link(_ scope: some ExpressionScope) -> [(name: String, value: ValuePlan)]? {
      linker.arguments(node, fields, what: "parameter", of: action, in: scope, environment)
    }
    return link(scope)
  }

  /// A DMN unary test such as `[100..500)`.
  package func unaryTest(_ node: Node, as type: FieldType) -> UnaryTest? { linker.unaryTest(node, as: type) }

  /// The declaration of an action with its position; nil after reporting that there is none.
  package func action(_ name: Located<String>) -> (position: Int, declaration: ActionDeclaration)? {
    guard let position = linker.actions.firstIndex(where: { $0.name == name.value }) else {
      linker.unknown("N0205", "action", name, among: linker.actions.map(\.name))
      return nil
    }
    return (position, linker.actions[position])
  }

  /// The position of an entity; nil after reporting that there is none.
  package func entity(_ name: Located<String>) -> Int? {
    if let position = model.entity(named: name.value) { return position }
    linker.unknown("N0202", "entity", name, among: model.entities.map(\.name))
    return nil
  }

  /// The position of an event type; nil after reporting that there is none.
  package func eventType(_ name: Located<String>) -> Int? { linker.eventType(name) }

  /// Reports a name that nothing answers to, with the one that was probably meant.
  package func unknown(
    _ code: DiagnosticCode, _ what: String, _ name: Located<String>, of owner: String? = nil,
    among valid: [String]
  ) {
    linker.unknown(code, what, name, of: owner, among: valid)
  }

  /// Declares a value that the code sets itself before it evaluates: `lines`, `attempt`.
  package func declare(_ variable: String, type: ValueType) {
    environment.declare(variable: variable, type: type)
  }

  /// The slot of a declared value, once the expressions are compiled; nil where none of them reads it.
  package func slot(of path: [String]) -> Int? { scope.slots.existingSlot(for: path) }

  /// Lets expressions read one row of an entity after the other, its facts included, such as `candidate.load`.
  package func declare(row variable: String, of entity: Int) {
    environment.declare(variable: variable, type: .record(linker.entities[entity].name))
  }

  /// What fills the slots of a declared row; to be asked for once all expressions are compiled.
  package func rowBinding(_ variable: String, of entity: Int) -> RowBinding {
    let rows = linker.entities[entity]
    let slots = scope.slots.paths.enumerated().compactMap { slot, path -> RowBinding.Slot? in
      guard path[0] == variable, path.count == 1 || rows.sources[path[1]] != nil else { return nil }
      return .init(outer: slot, inner: rows.slots.slot(for: [rows.name] + path.dropFirst()))
    }
    return RowBinding(entity: entity, slots: slots)
  }
}

/// Which slots of a frame read which slots of a row at hand.
package struct RowBinding: Sendable {
  struct Slot: Sendable {
    var outer: Int
    var inner: Int
  }

  package var entity: Int
  var slots: [Slot]
}

// MARK: For code that asks by name

extension CodeLinking {
  /// The settings of the rulebook, as `settings` is in expressions.
  package var settings: Value {
    var slots = SlotTable()
    return (try? linker.base.compile("settings", slots: &slots))?.constant ?? .map(Map())
  }

  /// The names of an entity's columns, facts and related rows, in the order of the model.
  package func names(of entity: Int) -> [String] { linker.entities[entity].type.fields.map(\.name) }

  /// The declared actions.
  package var actions: [ActionDeclaration] { linker.actions }
}
