/// What a rulebook knows of the world: its entities, event types, scores and segments.
public struct Model: Sendable {
  /// The tables with their fields and facts; other parts of the model refer to them by position.
  public var entities: [Entity]
  /// The declared types of events; a type that is not here is refused.
  public var events: [EventType]
  /// The named sets of entities, in file order.
  public internal(set) var segments: [Segment] = []
  var scores: [Score] = []

  public init(entities: [Entity] = [], events: [EventType] = []) {
    self.entities = entities
    self.events = events
  }

  /// The position of the entity named `name`.
  public func entity(named name: String) -> Int? { entities.firstIndex { $0.name == name } }
}
