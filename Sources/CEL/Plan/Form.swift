/// The boolean shape of a condition, for rule indexes and for pushing conditions down to a database.
///
/// When every slot that the form reads holds a value other than null, the form is true exactly when the condition
/// is; only where a condition fails because amounts are in different currencies the form says something else. What
/// has no such equivalent is `opaque`.
public indirect enum Form: Sendable {
  /// All hold.
  case and([Form])
  /// At least one holds.
  case or([Form])
  /// It does not hold.
  case not(Form)
  /// A test of one slot.
  case test(slot: Int, Test)
  /// Always the same.
  case constant(Bool)
  /// A part with no indexable equivalent; `Program.test(part:_:)` evaluates it.
  case opaque(part: Int)

  /// A test of one slot's value against constants.
  public enum Test: Sendable {
    case equals(Value)
    case `in`([Value])
    case less(Value)
    case lessOrEqual(Value)
    case greater(Value)
    case greaterOrEqual(Value)
    case hasPrefix(String)
    /// The slot holds a value other than null.
    case isPresent
    /// The slot holds `true`.
    case isTrue
  }
}
