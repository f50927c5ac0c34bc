internal import CEL

/// The one currency of the index: every value that an indexed slot can hold becomes a 64-bit whole number that
/// orders and equals like the values themselves, so that each test is one comparison with an interval of keys.
enum Key {
  /// The slot is missing. Below every interval of values, so that no test of a value holds.
  static let missing = Int64.min
  /// A value that no comparison holds for: NaN.
  static let unordered = Int64.min + 1
  /// The least key of an ordered value; values beyond the reach of keys share it.
  static let lowest = Int64.min + 2
  /// The greatest key of an ordered value; values beyond the reach of keys share it.
  static let highest = Int64.max - 2
  /// The key of no value at all: an interval of nothing else is never hit.
  static let never = Int64.max - 1
  /// A value the index cannot judge: of another kind than the rules' constants, or one that could not be fetched.
  static let alien = Int64.max

  /// The key in reach that is nearest to `key`.
  static func clamped(_ key: Int64) -> Int64 { min(max(key, lowest), highest) }

  /// The key of a double: its bits, turned so that they order as the numbers do.
  @inline(__always)
  static func of(_ number: Double) -> Int64 {
    if number.isNaN { return unordered }
    // Adding zero makes one zero of the two.
    let bits = Int64(bitPattern: (number + 0).bitPattern)
    return bits >= 0 ? bits : bits ^ Int64.max
  }

  /// The key of an instant: microseconds doubled, plus one for nanoseconds in between.
  static func of(_ instant: Timestamp) -> Int64 {
    instant.microseconds * 2 + (instant.nanoseconds % 1000 == 0 ? 0 : 1)
  }
}
