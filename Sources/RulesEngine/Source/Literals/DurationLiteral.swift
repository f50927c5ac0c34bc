/// A length of time as it is written: `90s`, `15m`, `1h30m`, `2w`, `PT2H`; or business time, `2bh`, `1bd`,
/// `1bd 4bh`.
public enum DurationLiteral: Literal, Equatable {
  /// Time that passes on the clock.
  case elapsed(milliseconds: Int)
  /// Time that counts only while a calendar is open: days first, then the rest.
  case business(days: Int, milliseconds: Int)

  /// Whether a calendar is needed to measure it.
  public var isBusiness: Bool {
    if case .business = self { true } else { false }
  }

  /// Whether it is no time at all.
  public var isZero: Bool {
    switch self {
    case .elapsed(let milliseconds): milliseconds == 0
    case .business(let days, let milliseconds): days == 0 && milliseconds == 0
    }
  }

  /// Reads a duration; see ``DurationLiteral`` for the forms.
  public static func read(_ text: String) throws(LiteralMistake) -> DurationLiteral {
    if text.utf8.first == 0x50 { return try DurationSyntax.iso(text) }
    return try DurationSyntax.units(text)
  }
}
