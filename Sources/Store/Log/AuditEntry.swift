public import CEL

/// Something that a person or the program did outside of processing events: who, what, to what.
public struct AuditEntry: Sendable, Equatable {
  /// When it was done.
  public var at: Timestamp
  /// Who did it.
  public var actor: String
  /// What was done, such as `incident.resolve`.
  public var verb: String
  /// What it was done to, such as `i-12`.
  public var object: String
  /// More about it, as a compact JSON object.
  public var detail: [UInt8]

  /// An entry; `detail` must be JSON.
  public init(at: Timestamp, actor: String, verb: String, object: String, detail: [UInt8] = Array("{}".utf8))
  {
    self.at = at
    self.actor = actor
    self.verb = verb
    self.object = object
    self.detail = detail
  }
}
