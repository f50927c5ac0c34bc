public import CEL

/// An event that has been read and checked: the envelope, and the data typed as its event type declares.
public struct IncomingEvent: Sendable {
  /// Who sent it; with `id` it identifies the event.
  public var source: String
  /// Unique among the events of its source.
  public var id: String
  /// The position of the type in the model.
  public var type: Int
  /// The type's name, such as `service.completed`.
  public var typeName: String
  /// The key of what it is about, such as a customer's; nil where it does not say.
  public var subject: String?
  /// The shop or brand it belongs to; nil where it does not say.
  public var tenant: String?
  /// When it happened, by its own account, to the microsecond.
  public var time: Timestamp
  /// The values of the declared fields, in their order; nil where a field is missing.
  public var values: [Value?]
  /// The `data` object as compact JSON.
  public var data: [UInt8]

  init(
    source: String, id: String, type: Int, typeName: String, subject: String?, tenant: String?,
    time: Timestamp, values: [Value?], data: [UInt8]
  ) {
    self.source = source
    self.id = id
    self.type = type
    self.typeName = typeName
    self.subject = subject
    self.tenant = tenant
    self.time = time
    self.values = values
    self.data = data
  }
}
