internal import CEL

extension Linker {
  /// Reads a literal as the type of its place; nil after reporting what is wrong with it.
  func literal(_ text: String, style scalar: Scalar, _ node: Node, _ type: FieldType) -> Value? {
    do {
      let value = try literal(text, scalar, type.value)
      if let refusal = type.refusal(of: value) { return refuse(node, text, type, refusal) }
      return value
    } catch {
      diagnostics.add(
        .error(
          "T0301", "`\(text)` is not \(type.value.plainNoun)", at: node.span, label: error.expected,
          notes: error.notes, help: help(for: text, error),
          fix: error.suggestion.map {
            .maybe(node.span, $0)
          }))
      return nil
    }
  }

  private func help(for text: String, _ mistake: LiteralMistake) -> [String] {
    if let suggestion = mistake.suggestion { return ["write `\(suggestion)`"] }
    return Self.looksComputed(text) ? ["write `\"${\(text)}\"` to insert a value"] : []
  }

  /// Whether a text looks like `event.total * 2`, without the braces that would make it an expression.
  private static func looksComputed(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    guard let dot = bytes.firstIndex(of: 0x2E), dot > 0, dot + 1 < bytes.count, !text.contains("${") else {
      return false
    }
    return isLetter(bytes[0]) && bytes[..<dot].allSatisfy { isLetter($0) || $0 == 0x5F }
      && isLetter(bytes[dot + 1])
  }

  private func refuse(_ node: Node, _ text: String, _ type: FieldType, _ refusal: String) -> Value? {
    let allowed = type.allowed ?? []
    let meant = Suggestion.best(for: text, among: allowed)
    diagnostics.add(
      .error(
        "T0302", "`\(text)` is not one of the values of this field", at: node.span,
        label: "expected one of \(allowed.map { "`\($0)`" }.joined(separator: ", "))",
        help: meant.map { ["did you mean `\($0)`?"] } ?? [],
        fix: meant.map { .maybe(node.span, $0) }))
    return nil
  }

  private func literal(
    _ text: String, _ scalar: Scalar, _ type: ValueType
  ) throws(LiteralMistake) -> Value {
    switch type {
    case .string: return .string(text)
    case .dyn: return untyped(scalar)
    case .bool:
      if case .bool(let flag) = scalar.form { return .bool(flag) }
      throw LiteralMistake(expected: "expected `true` or `false`")
    case .int:
      if let number = Int64(text) { return .int(number) }
      throw LiteralMistake(expected: "expected a whole number, for example `12`")
    case .uint:
      if let number = UInt64(text) { return .uint(number) }
      throw LiteralMistake(expected: "expected a whole number from 0, for example `12`")
    case .double:
      if NumberSyntax.isJSONNumber(text), let number = Double(text), number.isFinite {
        return .double(number)
      }
      if let share = try? PercentLiteral.read(text), let number = Double(share.digits) {
        return .double(number / 100)
      }
      throw LiteralMistake(expected: "expected a number, for example `0.5`")
    case .decimal: return .decimal(try decimal(text))
    case .money: return .money(try money(text))
    case .timestamp: return .timestamp(try instant(text))
    case .duration: return .duration(try duration(text))
    case .list(let element): return .list(List([try literal(text, scalar, element)]))
    default: throw LiteralMistake(expected: "expected \(type.noun)")
    }
  }

  /// A decimal, or a percentage as the share it is: `12.5%` is 0.125.
  func decimal(_ text: String) throws(LiteralMistake) -> Decimal {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? try PercentLiteral.read(text).digits : try DecimalLiteral.read(text).digits
    guard let number = Decimal(digits + (isPercent ? "e-2" : "")) else {
      throw LiteralMistake(expected: "expected a decimal number, for example `12`, `0.50` or `12.5%`")
    }
    return number
  }

  func money(_ text: String) throws(LiteralMistake) -> Money {
    let literal = try MoneyLiteral.read(text)
    guard let amount = Decimal(literal.amount) else {
      throw LiteralMistake(expected: "expected an amount, for example `15.00` or `15.00 EUR`")
    }
    guard let code = literal.currency else { return Money(amount, currency) }
    guard let other = Currency(code: code) else {
      throw LiteralMistake(
        expected: "`\(code)` is not an ISO 4217 code",
        suggestion: Suggestion.closest(to: code, among: Self.likelyCurrencies).map {
          "\(literal.amount) \($0)"
        })
    }
    return Money(amount, other)
  }

  /// All currencies; of those equally close to a misspelt code, the first is proposed.
  private static let likelyCurrencies =
    ["USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "CNY", "INR"] + Currency.allCodes

  private func instant(_ text: String) throws(LiteralMistake) -> Timestamp {
    let literal = try InstantLiteral.read(text)
    guard let instant = Timestamp(seconds: Int64(literal.secondsSince1970)) else {
      throw LiteralMistake(expected: "expected a time between the years 1 and 9999")
    }
    return instant
  }

  func duration(_ text: String) throws(LiteralMistake) -> Duration {
    switch try DurationLiteral.read(text) {
    case .elapsed(let milliseconds):
      let (nanoseconds, overflow) = Int64(milliseconds).multipliedReportingOverflow(by: 1_000_000)
      if !overflow { return Duration(nanoseconds: nanoseconds) }
      throw LiteralMistake(expected: "expected at most 292 years")
    case .business:
      throw LiteralMistake(
        expected: "business time needs a calendar", notes: ["elapsed time is written as in `90m` or `2h`"])
    }
  }

  /// At places without a type only `null`, `true`, `false` and JSON numbers are special, and only without
  /// quotes.
  private func untyped(_ scalar: Scalar) -> Value {
    switch scalar.form {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .number(let digits): Int64(digits).map(Value.int) ?? .double(Double(digits) ?? .nan)
    case .text(let text): .string(text)
    }
  }
}
