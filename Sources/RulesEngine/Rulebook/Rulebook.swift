public import CEL

/// A loaded rulebook: every name resolved, every expression compiled, immutable and shared by all workers.
public final class Rulebook: Sendable {
  /// The name in `rulebook.yaml`.
  public let name: String
  /// The version in `rulebook.yaml`, for people; `hash` is what identifies the content.
  public let version: String
  /// SHA-256 over the files, hex: two rulebooks with the same hash decide alike.
  public let hash: String
  /// The currency of amounts that name none.
  public let currency: Currency
  /// The IANA zone of local times that name none, such as `America/New_York`.
  public let timezone: String
  /// What one event may cost at most.
  public let limits: EngineLimits
  /// The entities and event types it knows.
  public let model: Model
  /// One plan per event type, at the position of the type in `model.events`.
  let plans: [EventPlan]
  /// One layout per entity, at the position of the entity in `model.entities`.
  let layouts: [EntityLayout]
  /// All definitions that answer events, in file order.
  public let definitions: [Definition]
  /// The actions that its definitions may ask for, in file order.
  public let actions: [ActionDeclaration]
  let schedules: [Schedule]
  /// The workflows, one plan per type of triggering event; those that runs are pinned to included.
  let workflows: [WorkflowPlan]
  let calendars: [String: BusinessCalendar]
  let zones: ZoneDatabase
  /// The files it was loaded from, by path from the rulebook's folder.
  public let files: [SourceFile]
  /// The rules of each tenant that has some of its own, by its id: the common ones with its own in their place.
  public let tenants: [String: Rulebook]
  /// Whether events of other tenants are refused.
  public let refusesUnknownTenants: Bool
  let eventIndex: [String: Int]
  /// The name of each definition in decisions, at its position.
  let names: [String]

  init(
    name: String, version: String, hash: String, currency: Currency, timezone: String, limits: EngineLimits,
    model: Model, plans: [EventPlan], layouts: [EntityLayout], definitions: [Definition],
    actions: [ActionDeclaration], schedules: [Schedule], workflows: [WorkflowPlan],
    calendars: [String: BusinessCalendar], zones: ZoneDatabase, files: [SourceFile],
    tenants: [String: Rulebook] = [:], refusesUnknownTenants: Bool = false
  ) {
    self.name = name
    self.version = version
    self.hash = hash
    self.currency = currency
    self.timezone = timezone
    self.limits = limits
    self.model = model
    self.plans = plans
    self.layouts = layouts
    self.definitions = definitions
    self.actions = actions
    self.schedules = schedules
    self.workflows = workflows
    self.calendars = calendars
    self.zones = zones
    self.files = files
    self.tenants = tenants
    self.refusesUnknownTenants = refusesUnknownTenants
    eventIndex = Dictionary(uniqueKeysWithValues: model.events.enumerated().map { ($1.name, $0) })
    names = definitions.map(\.name)
  }

  /// The action with this name.
  public func action(named name: String) -> ActionDeclaration? { actions.first { $0.name == name } }

  /// The position of the event type with this name.
  public func event(named name: String) -> Int? { eventIndex[name] }

  /// The business calendar with this id.
  public func calendar(named name: String) -> BusinessCalendar? { calendars[name] }
}

/// An action that rules may ask for: `action: notify`.
public struct ActionDeclaration: Sendable {
  /// The name in `do`, and that of the actions in the outbox.
  public var name: String
  /// The arguments it takes, with their types.
  public var parameters: [EventField]
  /// Whether doing it twice is the same as doing it once.
  public var isIdempotent: Bool
  /// Whether it is never taken back once it was asked for: `withdraw: false`.
  public var isFinal = false
  /// Why it cannot be asked for any more: it is kept for runs that began when it could.
  var retirement: String?
  /// When its delivery is tried again, and how long an attempt may take.
  public var delivery = DeliverySettings()

  /// Whether an argument may be left out. Parameters are looked at in place: a copy of one counts references.
  func isOptional(_ name: String) -> Bool {
    for position in parameters.indices where parameters[position].name == name {
      return parameters[position].type.isOptional
    }
    return false
  }
}
