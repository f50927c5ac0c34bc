extension ValueReader where Value: Literal {
  /// A literal of the given form.
  static func literal(_ code: DiagnosticCode, _ noun: String) -> ValueReader<Value> {
    ValueReader<Node>.scalar.then { node, _, context in
      do throws(LiteralMistake) {
        return try Value.read(node.text ?? "")
      } catch {
        context.report(error, code, noun, at: node)
        return nil
      }
    }
  }
}

extension ValueReader where Value == DurationLiteral {
  /// A duration, `15m` or `2bh` or `PT2H`.
  public static var duration: ValueReader<DurationLiteral> { .literal("W0131", "a duration") }
}

extension ValueReader where Value == DecimalLiteral {
  /// A decimal number, kept exactly.
  public static var decimal: ValueReader<DecimalLiteral> { .literal("W0116", "a decimal number") }
}

extension ValueReader where Value == PercentLiteral {
  /// A percentage, `12.5%`.
  public static var percent: ValueReader<PercentLiteral> { .literal("W0117", "a percentage") }
}

extension ValueReader where Value == MoneyLiteral {
  /// An amount of money, `15.00` or `15.00 EUR`.
  public static var money: ValueReader<MoneyLiteral> { .literal("W0118", "an amount of money") }
}

extension ValueReader where Value == InstantLiteral {
  /// An RFC 3339 instant.
  public static var instant: ValueReader<InstantLiteral> { .literal("W0119", "an instant") }
}

extension ValueReader where Value == DateLiteral {
  /// A date, `2026-11-21`.
  public static var date: ValueReader<DateLiteral> { .literal("W0120", "a date") }
}

extension ValueReader where Value == TimeOfDayLiteral {
  /// A time of day, `09:00`.
  public static var timeOfDay: ValueReader<TimeOfDayLiteral> { .literal("W0121", "a time of day") }
}

extension ValueReader where Value == Bool {
  /// `true` or `false`, and nothing else.
  public static var bool: ValueReader<Bool> {
    ValueReader<Node>.scalar.then { node, _, context in
      let text = node.text ?? ""
      if text == "true" { return true }
      if text == "false" { return false }
      let meant: String? =
        switch text.lowercased() {
        case "yes", "on", "y", "1", "true", "enabled": "true"
        case "no", "off", "n", "0", "false", "disabled": "false"
        default: nil
        }
      context.report(
        LiteralMistake(expected: "expected `true` or `false`", suggestion: meant), "W0113", "true or false",
        at: node)
      return nil
    }
  }
}

extension ValueReader where Value == Int {
  /// A whole number in a range.
  public static func int(in range: ClosedRange<Int>) -> ValueReader<Int> {
    ValueReader<Node>.scalar.then { node, _, context in
      let text = node.text ?? ""
      guard NumberSyntax.isDecimal(text), !text.utf8.contains(0x2E) else {
        let mended = DecimalLiteral.mend(text).flatMap { NumberSyntax.integer($0) }
        let suggestion = mended.flatMap { range.contains($0) ? String($0) : nil }
        context.report(
          LiteralMistake(expected: "expected a whole number", suggestion: suggestion), "W0114",
          "a whole number", at: node)
        return nil
      }
      guard let number = NumberSyntax.integer(text), range.contains(number) else {
        context.diagnostics.add(
          .error(
            "W0115", "`\(text)` is out of range for `\(context.name)`", at: node.span,
            label: "expected \(words(range))"))
        return nil
      }
      return number
    }
  }

  private static func words(_ range: ClosedRange<Int>) -> String {
    if range.upperBound == .max { return "at least \(range.lowerBound)" }
    if range.lowerBound == .min { return "at most \(range.upperBound)" }
    return "\(range.lowerBound) to \(range.upperBound)"
  }
}
