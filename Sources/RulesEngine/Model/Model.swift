/// What a rulebook knows of the world: its entities, event types, scores and segments.
public struct Model: Sendable {
  public var entities: [Entity]
  public var events: [EventType]
  public var scores: [Score]
  public var segments: [Segment]

  public init(
    entities: [Entity] = [], events: [EventType] = [], scores: [Score] = [], segments: [Segment] = []
  ) {
    self.entities = entities
    self.events = events
    self.scores = scores
    self.segments = segments
  }

  /// The position of the entity named `name`.
  public func entity(named name: String) -> Int? { entities.firstIndex { $0.name == name } }
}
