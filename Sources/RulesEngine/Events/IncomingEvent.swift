public import CEL

/// An event that has been read and checked: the envelope, and the data typed as its event type declares.
public struct IncomingEvent: Sendable {
  public var source: String
  public var id: String
  /// The position of the type in the model.
  public var type: Int
  public var typeName: String
  public var subject: String?
  public var tenant: String?
  /// When it happened, by its own account, to the microsecond.
  public var time: Timestamp
  /// The values of the declared fields, in their order; nil where a field is missing.
  public var values: [Value?]
  /// The `data` object as compact JSON.
  public var data: [UInt8]

  public init(
    source: String, id: String, type: Int, typeName: String, subject: String?, tenant: String?,
    time: Timestamp,
    values: [Value?], data: [UInt8]
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
