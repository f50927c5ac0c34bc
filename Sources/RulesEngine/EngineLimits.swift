/// The limits of one rulebook at run time. Reaching one is a described outcome, never a crash.
public struct EngineLimits: Sendable, Equatable {
  /// How deep a chain of emitted events may go before it is cut with an error.
  public var chainDepth = 16
  /// How many events one incoming event may lead to in all.
  public var chainEvents = 1_000
  /// How many actions one decision may ask for.
  public var actions = 1_000
  /// How many rows one model change may touch.
  public var rows = 10_000
  /// The largest event accepted, in bytes.
  public var eventBytes = 1 << 20

  public init() {}
}
