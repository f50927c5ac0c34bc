/// What a script may take. Reaching a limit ends the call with a ``ScriptError``; no script can catch that.
public struct ScriptLimits: Sendable, Hashable {
  /// Steps a call: instructions, and what library functions and allocation charge. The same everywhere.
  public var steps: Int64
  /// Wall time a call, in milliseconds: a backstop, which steps should reach long before.
  public var milliseconds: Int
  /// Bytes of the whole interpreter.
  public var memory: Int
  /// Bytes of one text.
  public var textBytes: Int
  /// Bytes of one source file.
  public var sourceBytes: Int
  /// Values in one result.
  public var resultValues: Int
  /// How deep a result may be nested.
  public var resultDepth: Int
  /// Whether scripts may use coroutines.
  public var allowsCoroutines: Bool

  /// Limits; each is brought into the range that holds the promises made for all scripts.
  public init(
    steps: Int64 = 1_000_000, milliseconds: Int = 100, memory: Int = 8 << 20, textBytes: Int = 256 << 10,
    sourceBytes: Int = 32 << 10, resultValues: Int = 10_000, resultDepth: Int = 32,
    allowsCoroutines: Bool = false
  ) {
    self.steps = min(max(1_000, steps), 1_000_000_000)
    self.milliseconds = min(max(1, milliseconds), 60_000)
    self.memory = min(max(256 << 10, memory), 1 << 30)
    self.textBytes = min(max(1 << 10, textBytes), 256 << 10)
    self.sourceBytes = min(max(1, sourceBytes), 32 << 10)
    self.resultValues = min(max(1, resultValues), 100_000)
    self.resultDepth = min(max(1, resultDepth), 64)
    self.allowsCoroutines = allowsCoroutines
  }

  /// The limits where none are stated.
  public static let `default` = ScriptLimits()
}

/// What the last call of a script took.
public struct ScriptUsage: Sendable, Hashable {
  /// Steps; counted by the hundred.
  public var steps: Int64
  /// Bytes in use now.
  public var memory: Int
  /// The most bytes ever in use.
  public var peakMemory: Int
  /// How often memory was refused in the call.
  public var refusals: Int
}
