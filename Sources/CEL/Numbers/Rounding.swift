/// How a decimal is rounded to fewer digits.
public enum Rounding: String, Sendable, Hashable, CaseIterable {
  /// To the nearest; a tie goes to the even digit (2.5 -> 2, 3.5 -> 4).
  case halfEven = "half_even"
  /// To the nearest; a tie goes away from zero (2.5 -> 3).
  case halfUp = "half_up"
  /// Away from zero (2.1 -> 3).
  case up
  /// Toward zero (2.9 -> 2).
  case down
}
