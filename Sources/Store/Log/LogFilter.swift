public import CEL

/// Which entries of a log are wanted, and in which order.
public struct LogFilter: Sendable {
  /// Entries from this instant on,
  public var since: Timestamp?
  /// and up to this one, not included.
  public var until: Timestamp?
  /// The subject of the event.
  public var subject: String?
  /// The type of the event.
  public var type: String?
  /// The name of what the log lists: an action's, a timer's, a definition's, a verb.
  public var name: String?
  /// What state the entry is in, such as `pending` or `open`.
  public var state: String?
  /// At most this many entries.
  public var limit: Int?
  /// Whether the newest come first.
  public var newestFirst: Bool

  /// Everything, the newest first, unless said otherwise.
  public init(
    since: Timestamp? = nil, until: Timestamp? = nil, subject: String? = nil, type: String? = nil,
    name: String? = nil, state: String? = nil, limit: Int? = nil, newestFirst: Bool = true
  ) {
    self.since = since
    self.until = until
    self.subject = subject
    self.type = type
    self.name = name
    self.state = state
    self.limit = limit
    self.newestFirst = newestFirst
  }
}
