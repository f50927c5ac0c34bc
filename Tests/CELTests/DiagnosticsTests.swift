import CEL
import Testing

/// The words of each issue: one line a finding, `code start..<end message | label | notes | help | fix`.
@Suite struct DiagnosticsTests {
  static func lines(_ source: String, _ expecting: ValueType? = nil) -> [String] {
    issues(source, in: shop(), expecting: expecting).map { issue in
      let parts = [
        "\(issue.code) \(issue.range.lowerBound)..<\(issue.range.upperBound) \(issue.message)", issue.label,
        issue.notes.joined(separator: "; "), issue.help.joined(separator: "; "),
        issue.replacement?.text ?? "",
      ]
      return parts.joined(separator: " | ")
    }
  }

  static let table: [(String, [String])] = [
    (
      "customr.tier == 'gold'",
      [
        "C0201 0..<7 unknown name `customr` | nothing of this name is known here | known here: `customer`, `event`, `settings` | did you mean `customer`? | customer"
      ]
    ),
    (
      "customer.teir == 'gold'",
      [
        "C0202 9..<13 `customer` has no field `teir` | unknown field | its fields are `id`, `tier`, `days`, `credit`, `score`, `favorites`, `home` | did you mean `tier`? | tier"
      ]
    ),
    (
      "customer.tier == 'glod'",
      [
        "C0206 17..<23 `customer.tier` is never \"glod\" | not one of its values | its values are `none`, `silver`, `gold`, `vip` | did you mean \"gold\"? | \"gold\""
      ]
    ),
    (
      "settings.min_job > 1",
      [
        "C0202 9..<16 `settings` has no field `min_job` | unknown field | its fields are `min_jobs`, `label` | did you mean `min_jobs`? | min_jobs"
      ]
    ),
    (
      "rond(1.5)",
      ["C0203 0..<4 there is no function `rond` | unknown function |  | did you mean `round`? | round"]
    ),
    (
      "customer.id.size(1)",
      [
        "C0204 0..<19 `size` does not take these arguments | string.size(int) | it exists as size(string); string.size(); size(bytes); bytes.size(); size(list(A)); list(A).size(); size(map(A, B)); map(A, B).size() |  | "
      ]
    ),
    (
      "customer.id + 1",
      [
        "C0204 0..<15 `+` does not go between string and int | string + int | it exists for int + int; uint + uint; double + double; string + string; bytes + bytes; list(A) + list(A); timestamp + duration; duration + timestamp; duration + duration; decimal + decimal; money + money | convert the other side with `string(x)` | "
      ]
    ),
    (
      "event.amount * event.ratio",
      [
        "C0207 15..<26 a computed double cannot meet money | has type double | binary floating point would lose digits of the exact number | use exact numbers here: literals beside money are read exactly, and decimal fields stay exact | "
      ]
    ),
    (
      "customer.id && true",
      [
        "C0208 0..<11 an operand of `&&` must be a bool, but this is a string | has type string |  | compare it with something, for example with `==` | "
      ]
    ),
    (
      "event.count = 3",
      ["C0105 12..<13 `=` is not an operator | equality is written `==` |  | write `==` | =="]
    ),
    (
      "event.count > 3 and true",
      ["C0101 16..<19 unexpected `and` | the operator is written `&&` |  | write `&&` | &&"]
    ),
    ("event.count >", ["C0101 13..<13 the expression ends too early | expected a value |  |  | "]),
    (
      "'abc",
      [
        "C0102 0..<4 a string is not closed | the string begins here |  | end it with the same quote on the same line | "
      ]
    ),
    ("not true", ["C0101 4..<8 unexpected `true` | expected an operator or the end |  |  | "]),
    (
      "has(event)", ["C0106 4..<9 `has` takes a field selection | expected something like `x.field` |  |  | "]
    ),
  ]

  @Test(arguments: table) func `issue reads`(source: String, expected: [String]) {
    #expect(Self.lines(source) == expected)
  }

  @Test func `a condition must be a bool`() {
    #expect(
      Self.lines("event.count", .bool) == [
        "C0205 0..<11 expected a bool, but this is an int | has type int |  | compare it with something, for example with `==` | "
      ])
  }

  @Test func `independent mistakes are all reported, and none twice`() {
    let found = issues("customr.a > 1 && customer.teir == \"x\" && rond(2) == 1 && customr.b", in: shop())
    #expect(found.map(\.code) == ["C0201", "C0202", "C0203", "C0201"])
    let lexical = issues("'\\q' + 12ab + '\\z'", in: shop())
    #expect(lexical.map(\.code) == ["C0103", "C0104", "C0103"])
  }

  @Test(arguments: [
    ("customer", "custmer", "customer"), ("tier", "teir", "tier"), ("id", "ix", "id"),
    ("gold", "GOLD", "gold"),
    ("abc", "xyz", ""),
  ])
  func `the closest name is found`(candidate: String, typed: String, expected: String) {
    #expect(closest(typed, among: ["zzzzzzzzzz", candidate]) ?? "" == expected)
  }

  @Test func `runtime errors point at their place`() throws {
    var slots = SlotTable()
    let program = try shop().compile("1 + event.count / (event.count - 4)", slots: &slots)
    let frame = Frame()
    fill(frame, slots, shopInputs)
    do {
      _ = try program.evaluate(frame)
      Issue.record("expected an error")
    } catch {
      #expect(error.code == "R0202")
      #expect(error.range == 4..<35)
    }
  }
}
