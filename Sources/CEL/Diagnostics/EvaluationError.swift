/// Why an evaluation gave no value.
public struct EvaluationError: Error, Sendable, Hashable {
  /// The kinds, each with a stable code.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// An optional field without a value was read.
    case missing = "R0201"
    /// An integer or decimal was divided by zero.
    case divideByZero = "R0202"
    /// A result is out of its type's range.
    case overflow = "R0203"
    /// An operator or function got values it does not take.
    case noSuchOverload = "R0204"
    /// A map has no such key, or a value has no such field.
    case noSuchKey = "R0205"
    /// A list has no such position.
    case indexOutOfRange = "R0206"
    /// A function got a value of the right type that it cannot work with.
    case invalidArgument = "R0207"
    /// The evaluation took more steps or memory than it may.
    case budget = "R0208"
    /// Amounts in different currencies met.
    case currencyMismatch = "R0209"
    /// A name is not bound to anything.
    case unknownName = "R0210"
    /// A map was built with the same key twice, or a key of a kind that cannot be one.
    case invalidKey = "R0211"
    /// A value could not be fetched.
    case unavailable = "R0212"
    /// A function failed for a reason of its own.
    case failed = "R0213"
    /// The host does not permit what was to be done.
    case notPermitted = "R0460"
    /// A function or action is no longer what it was when the expression was written.
    case changed = "R0470"
  }

  /// What went wrong.
  public var kind: Kind
  /// One sentence in lower case without a full stop.
  public var message: String
  /// The part of the source that failed, in UTF-8 byte offsets, when known.
  public var range: Range<Int>?

  /// The kind's stable code.
  public var code: String { kind.rawValue }

  /// An error.
  public init(_ kind: Kind, _ message: String, range: Range<Int>? = nil) {
    self.kind = kind
    self.message = message
    self.range = range
  }
}

extension EvaluationError: CustomStringConvertible {
  public var description: String { "\(code): \(message)" }
}
