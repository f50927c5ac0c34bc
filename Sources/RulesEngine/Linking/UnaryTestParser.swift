internal import CEL

extension Linker {
  /// Reads a cell of a decision table as DMN's unary tests; nil after reporting what is wrong with it.
  func unaryTest(_ node: Node, as type: FieldType) -> UnaryTest? {
    if let items = node.items {
      let tests = items.compactMap { unaryTest($0, as: type) }
      return tests.count == items.count ? .either(tests) : nil
    }
    guard let scalar = node.scalar else {
      diagnostics.add(
        .error("T0303", "a cell is a test, found \(node.kindInWords)", at: node.headSpan))
      return nil
    }
    var parser = UnaryTestParser(text: Array(scalar.text.utf8), type: type)
    do {
      return try parser.parse { text throws(LiteralMistake) in try self.value(text, scalar, type) }
    } catch {
      diagnostics.add(report(error, in: node, type))
      return nil
    }
  }

  private func report(_ mistake: UnaryTestMistake, in node: Node, _ type: FieldType) -> Diagnostic {
    // Nothing between quotes is shown with them.
    let span = mistake.text.isEmpty ? node.span : node.span(of: mistake.range)
    let message =
      if mistake.text.isEmpty {
        "this cell is empty"
      } else if type.allowed != nil {
        "`\(mistake.text)` is not one of the values of this input"
      } else {
        "`\(mistake.text)` is not a test of \(type.value.plainNoun)"
      }
    // An interval is a list to YAML, and splits an unquoted cell elsewhere.
    let isBare = node.scalar?.style == .plain && mistake.suggestion?.first.map("[](".contains) == true
    let meant = mistake.suggestion.map { isBare && span == node.span ? YAMLQuoting.quoted($0) : $0 }
    return .error(
      "T0303", message, at: span, label: mistake.expected,
      help: meant.map { ["did you mean `\($0)`?"] } ?? [],
      fix: isBare && span != node.span ? nil : meant.map { .maybe(span, $0) })
  }

  func value(_ text: String, _ scalar: Scalar, _ type: FieldType) throws(LiteralMistake) -> Value {
    let unquoted =
      text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
      ? String(text.dropFirst().dropLast()) : text
    let value: Value
    switch type.value {
    case .string: value = .string(unquoted)
    case .bool where text == "true" || text == "false": value = .bool(text == "true")
    case .bool: throw LiteralMistake(expected: "expected `true`, `false` or `-`")
    case .money: value = .money(try money(text))
    case .decimal: value = .decimal(try decimal(text))
    case .duration: value = .duration(try duration(text))
    case .int, .uint, .double, .dyn: value = try number(text, type.value)
    default: throw LiteralMistake(expected: "a table cannot test \(type.value.plainNoun)")
    }
    if let allowed = type.allowed, !allowed.contains(unquoted) {
      throw LiteralMistake(
        expected: "expected one of \(allowed.map { "`\($0)`" }.joined(separator: ", "))",
        suggestion: Suggestion.best(for: unquoted, among: allowed))
    }
    return value
  }

  private func number(_ text: String, _ type: ValueType) throws(LiteralMistake) -> Value {
    if let whole = Int64(text) { return .int(whole) }
    if NumberSyntax.isJSONNumber(text), let number = Double(text), number.isFinite { return .double(number) }
    if type == .dyn {
      if text == "true" || text == "false" { return .bool(text == "true") }
      return .string(
        text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text)
    }
    throw LiteralMistake(
      expected: "expected a number, `< 10`, `[10..20)` or `-`", suggestion: Self.interval(meantBy: text))
  }

  /// `30-60` is an interval in other tools.
  private static func interval(meantBy text: String) -> String? {
    let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
    guard bounds.count == 2, bounds.allSatisfy({ NumberSyntax.isDecimal(String($0)) }) else { return nil }
    return "[\(bounds[0])..\(bounds[1])]"
  }
}

/// What is wrong with a part of a cell.
struct UnaryTestMistake: Error {
  var range: Range<Int>
  var text: String
  var expected: String
  var suggestion: String?
}

/// Reads `-`, `x`, `"x"`, `< 100`, `[100..500)`, `a, b`, `not(a)`, `missing`.
struct UnaryTestParser {
  let text: [UInt8]
  let type: FieldType

  typealias Reader = (String) throws(LiteralMistake) -> Value

  mutating func parse(_ value: Reader) throws(UnaryTestMistake) -> UnaryTest {
    let whole = trim(0..<text.count)
    if string(whole) == "-" { return .any }
    return try tests(whole, value, isNested: false)
  }

  private func tests(
    _ range: Range<Int>, _ value: Reader, isNested: Bool
  ) throws(UnaryTestMistake) -> UnaryTest {
    if let inner = negated(range) {
      guard !isNested else { throw mistake(range, "`not` stands once, around the whole cell") }
      return .not(try tests(inner, value, isNested: true))
    }
    var tests: [UnaryTest] = []
    for part in parts(of: range) { tests.append(try test(part, value)) }
    return tests.count == 1 ? tests[0] : .either(tests)
  }

  /// The inside of `not( )`.
  private func negated(_ range: Range<Int>) -> Range<Int>? {
    let word = string(range)
    guard word.hasPrefix("not("), word.hasSuffix(")") else { return nil }
    return trim(range.lowerBound + 4..<range.upperBound - 1)
  }

  /// The parts between commas, but for commas inside quotes.
  private func parts(of range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var isQuoted = false
    for index in range {
      if text[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if text[index] == UInt8(ascii: ","), !isQuoted {
        parts.append(trim(start..<index))
        start = index + 1
      }
    }
    parts.append(trim(start..<range.upperBound))
    return parts
  }

  private func test(_ range: Range<Int>, _ value: Reader) throws(UnaryTestMistake) -> UnaryTest {
    let word = string(range)
    guard !word.isEmpty else { throw mistake(range, "expected a value; `-` stands for anything") }
    if word == "missing" { return .absent }
    if let first = text[range].first,
      first == UInt8(ascii: "[") || first == UInt8(ascii: "(") || first == UInt8(ascii: "]")
    {
      return try interval(range, value)
    }
    for (sign, make) in Self.comparisons where word.hasPrefix(sign) {
      let rest = trim(range.lowerBound + sign.utf8.count..<range.upperBound)
      return make(try read(rest, value))
    }
    return .equals(try read(range, value))
  }

  private static let comparisons: [(String, @Sendable (Value) -> UnaryTest)] = [
    ("<=", { .lessOrEqual($0) }), (">=", { .greaterOrEqual($0) }), ("==", { .equals($0) }),
    ("!=", { .not(.equals($0)) }), ("<", { .less($0) }), (">", { .greater($0) }), ("=", { .equals($0) }),
  ]

  /// `[low..high)`: square brackets hold the bound, round ones do not; `]a..b[` is DMN's other spelling.
  private func interval(_ range: Range<Int>, _ value: Reader) throws(UnaryTestMistake) -> UnaryTest {
    let word = string(range)
    guard let last = word.last, "])[".contains(last), let dots = dots(in: range) else {
      throw mistake(range, "an interval is written `[100..500)`")
    }
    let low = try read(trim(range.lowerBound + 1..<dots), value)
    let high = try read(trim(dots + 2..<range.upperBound - 1), value)
    switch low.order(high) {
    case .less, .equal: break
    case .greater:
      let bounds =
        "\(string(trim(dots + 2..<range.upperBound - 1)))..\(string(trim(range.lowerBound + 1..<dots)))"
      throw UnaryTestMistake(
        range: range, text: word, expected: "the lower bound comes first",
        suggestion: "\(word.prefix(1))\(bounds)\(last)")
    default: throw mistake(range, "the bounds cannot be compared")
    }
    return .interval(low: low, lowClosed: word.hasPrefix("["), high: high, highClosed: last == "]")
  }

  private func dots(in range: Range<Int>) -> Int? {
    range.dropLast().first { text[$0] == UInt8(ascii: ".") && text[$0 + 1] == UInt8(ascii: ".") }
  }

  private func read(_ range: Range<Int>, _ value: Reader) throws(UnaryTestMistake) -> Value {
    do {
      return try value(string(range))
    } catch {
      throw UnaryTestMistake(
        range: range, text: string(range), expected: error.expected, suggestion: error.suggestion)
    }
  }

  private func mistake(_ range: Range<Int>, _ expected: String) -> UnaryTestMistake {
    UnaryTestMistake(range: range, text: string(range), expected: expected)
  }

  private func trim(_ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, max(range.lowerBound, range.upperBound))
    while low < high, text[low] == 0x20 { low += 1 }
    while high > low, text[high - 1] == 0x20 { high -= 1 }
    return low..<high
  }

  private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
}
