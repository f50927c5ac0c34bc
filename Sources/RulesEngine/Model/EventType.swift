internal import CEL

/// A declared kind of event: `event: service.completed`, with the types of its data.
public struct EventType: Sendable {
  /// The CloudEvents type, such as `service.completed`.
  public var name: String
  /// The entity that the event's `subject` is a key of, if any.
  public var subject: Int?
  /// The fields of `data`, in the order of the file.
  public var fields: [EventField]

  public init(name: String, subject: Int? = nil, fields: [EventField] = []) {
    self.name = name
    self.subject = subject
    self.fields = fields
  }
}

/// A field of an event's data.
public struct EventField: Sendable, Equatable {
  /// The key in `data`, and the name in expressions.
  public var name: String
  /// What its values have to be, and whether an event may leave it out.
  public var type: FieldType

  public init(name: String, type: FieldType) {
    self.name = name
    self.type = type
  }
}
