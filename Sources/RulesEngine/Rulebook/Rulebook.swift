public import CEL

/// A loaded rulebook: every name resolved, every expression compiled, immutable and shared by all workers.
public struct Rulebook: Sendable {
  public let name: String
  public let version: String
  /// SHA-256 over the files, hex: two rulebooks with the same hash decide alike.
  public let hash: String
  public let currency: Currency
  public let timezone: String
  public let limits: EngineLimits
  public let model: Model
  /// One plan per event type, at the position of the type in `model.events`.
  public let plans: [EventPlan]
  /// One layout per entity, at the position of the entity in `model.entities`.
  public let layouts: [EntityLayout]
  /// All definitions that answer events, in file order.
  public let definitions: [Definition]
  public let actions: [ActionDeclaration]
  public let schedules: [Schedule]
  public let zones: ZoneDatabase
  public let files: [SourceFile]
  let eventIndex: [String: Int]

  /// The position of the event type with this name.
  public func event(named name: String) -> Int? { eventIndex[name] }
}

/// An action that rules may ask for: `action: notify`.
public struct ActionDeclaration: Sendable {
  public var name: String
  public var parameters: [EventField]
  public var isIdempotent: Bool
}
