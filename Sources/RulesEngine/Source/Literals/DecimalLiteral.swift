/// An exact decimal number, kept as its digits.
public struct DecimalLiteral: Literal, Equatable {
  /// The number as written: an optional `-`, digits, perhaps a point and digits.
  public let digits: String

  /// Reads `12`, `0.5`, `-3.25`: at most 38 digits, no exponent, no thousands separators.
  public static func read(_ text: String) throws(LiteralMistake) -> DecimalLiteral {
    guard NumberSyntax.isDecimal(text) else {
      throw LiteralMistake(
        expected: "expected a decimal number, for example `12` or `0.50`", suggestion: mend(text))
    }
    return DecimalLiteral(digits: text)
  }

  /// The number that was probably meant by `.5`, `1_000`, `+3`, `10,50` or `1,000.00`.
  ///
  /// `1,000` stays unmended: it means one in half of the world and a thousand in the other.
  static func mend(_ text: String) -> String? {
    var plain = text.filter { $0 != "_" && $0 != " " }
    if plain.hasPrefix("+") { plain.removeFirst() }
    if plain.hasPrefix(".") { plain = "0" + plain }
    if plain.hasSuffix(".") { plain.removeLast() }
    let groups = plain.split(separator: ",", omittingEmptySubsequences: false)
    if groups.count == 2, !plain.contains("."), groups[1].count != 3 {
      plain = groups.joined(separator: ".")
    } else if groups.count > 1, plain.contains(".") || groups.count > 2 {
      let isGrouped = groups.dropFirst().allSatisfy { $0.prefix { $0 != "." }.count == 3 }
      guard isGrouped else { return nil }
      plain = groups.joined()
    }
    return NumberSyntax.isDecimal(plain) ? plain : nil
  }
}

/// A percentage, kept as the digits before the sign.
public struct PercentLiteral: Literal, Equatable {
  /// The number before the `%`: `12.5%` is 12.5, not 0.125.
  public let digits: String

  /// Reads `12.5%`.
  public static func read(_ text: String) throws(LiteralMistake) -> PercentLiteral {
    let number = text.hasSuffix("%") ? String(text.dropLast()) : text
    guard text.hasSuffix("%"), NumberSyntax.isDecimal(number) else {
      let mended = DecimalLiteral.mend(number)
      throw LiteralMistake(
        expected: "expected a percentage, for example `12.5%`", suggestion: mended.map { "\($0)%" })
    }
    return PercentLiteral(digits: number)
  }
}

/// An amount of money, kept as its digits and its currency code.
public struct MoneyLiteral: Literal, Equatable {
  /// The amount, in major units.
  public let amount: String
  /// The ISO 4217 code, if one is written.
  public let currency: String?

  /// Reads `15.00` or `15.00 EUR`.
  public static func read(_ text: String) throws(LiteralMistake) -> MoneyLiteral {
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let currency = parts.count == 2 ? parts[1] : nil
    guard let amount = parts.first, NumberSyntax.isDecimal(amount), currency.map(isCode) ?? true else {
      throw LiteralMistake(
        expected: "expected an amount, for example `15.00` or `15.00 EUR`", suggestion: mend(text),
        isCertain: !text.contains("$"),
        notes: ["without a code the rulebook's currency is meant"])
    }
    return MoneyLiteral(amount: amount, currency: currency)
  }

  private static func isCode(_ text: String) -> Bool {
    text.utf8.count == 3 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }

  /// The amount probably meant by `EUR 15.00`, `15.00eur`, `$15` or `15 €`.
  private static func mend(_ text: String) -> String? {
    let letters = text.filter { $0.isASCII && $0.isLetter }.uppercased()
    let signs: [Character: String] = ["€": "EUR", "£": "GBP"]
    let sign = text.first { signs[$0] != nil }.flatMap { signs[$0] }
    let digits = text.filter { !($0.isASCII && $0.isLetter) && $0 != " " && $0 != "$" && signs[$0] == nil }
    guard let amount = DecimalLiteral.mend(digits) else { return nil }
    if let sign { return "\(amount) \(sign)" }
    if letters.isEmpty { return amount == text ? nil : amount }
    return isCode(letters) ? "\(amount) \(letters)" : nil
  }
}
