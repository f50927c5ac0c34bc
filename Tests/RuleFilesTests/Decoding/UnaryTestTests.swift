import CEL
import RuleFiles
@testable import RulesEngine
import Testing

/// Cells of decision tables, as DMN's unary tests.
@Suite struct UnaryTestTests {
  struct Cell: CustomTestStringConvertible, Sendable {
    let type: String
    let text: String
    /// Inputs that fit; `missing` is an input without a value.
    let fits: [String]
    let others: [String]
    var testDescription: String { "\(text) of \(type)" }

    init(_ type: String, _ text: String, fits: [String], not others: [String]) {
      (self.type, self.text, self.fits, self.others) = (type, text, fits, others)
    }
  }

  static let cells = [
    Cell("string", "-", fits: ["a", "", "missing"], not: []),
    Cell("string", "gold", fits: ["gold"], not: ["Gold", "gol", "missing"]),
    Cell("string", "\"gold\"", fits: ["gold"], not: ["\"gold\""]),
    Cell("string", "gold, vip", fits: ["gold", "vip"], not: ["none", "gold, vip"]),
    Cell("string", "\"a, b\"", fits: ["a, b"], not: ["a"]),
    Cell("string", "\"-\"", fits: ["-"], not: ["a", "missing"]),
    Cell("string", "not(gold)", fits: ["vip"], not: ["gold", "missing"]),
    Cell("string", "not(gold, vip)", fits: ["none"], not: ["gold", "vip"]),
    Cell("string", "not( gold )", fits: ["vip"], not: ["gold"]),
    Cell("string", "missing", fits: ["missing"], not: ["a", "missin"]),
    Cell("string", "!= gold", fits: ["vip"], not: ["gold"]),
    Cell("int", "5", fits: ["5"], not: ["4", "6", "missing"]),
    Cell("int", "-5", fits: ["-5"], not: ["5"]),
    Cell("int", "< 5", fits: ["4", "-9"], not: ["5", "6", "missing"]),
    Cell("int", "<5", fits: ["4"], not: ["5"]),
    Cell("int", "<= 5", fits: ["5"], not: ["6"]),
    Cell("int", "> 5", fits: ["6"], not: ["5"]),
    Cell("int", ">= 5", fits: ["5"], not: ["4"]),
    Cell("int", "= 5", fits: ["5"], not: ["4"]),
    Cell("int", "== 5", fits: ["5"], not: ["4"]),
    Cell("int", "[1..5]", fits: ["1", "5"], not: ["0", "6"]),
    Cell("int", "[1..5)", fits: ["1", "4"], not: ["0", "5"]),
    Cell("int", "(1..5]", fits: ["2", "5"], not: ["1", "6"]),
    Cell("int", "]1..5[", fits: ["2", "4"], not: ["1", "5"]),
    Cell("int", "[ 1 .. 5 ]", fits: ["3"], not: ["6"]),
    Cell("int", "[3..3]", fits: ["3"], not: ["2", "4"]),
    Cell("int", "1, [5..7], > 10", fits: ["1", "6", "11"], not: ["2", "8", "10"]),
    Cell("int", "not(< 5)", fits: ["5"], not: ["4", "missing"]),
    Cell("double", "[0.5..1.5)", fits: ["0.5", "1"], not: ["1.5"]),
    Cell("decimal", "12.5%", fits: ["0.125"], not: ["12.5"]),
    Cell("money", "< 100.00", fits: ["99.99"], not: ["100.00", "5.00 EUR"]),
    Cell("money", "[1.00 EUR..2.00 EUR]", fits: ["1.50 EUR"], not: ["1.50"]),
    Cell("duration", ">= 1h", fits: ["60m", "2h"], not: ["59m"]),
    Cell("bool", "true", fits: ["true"], not: ["false", "missing"]),
    Cell("bool", "not(true)", fits: ["false"], not: ["true"]),
  ]

  @Test(arguments: cells)
  func `what fits a cell`(cell: Cell) throws {
    let type = try #require(FieldType(named: cell.type))
    let test = try read(cell.text, type).get()
    for input in cell.fits { #expect(test.fits(try value(input, type)), "\(input)") }
    for input in cell.others { #expect(!test.fits(try value(input, type)), "\(input)") }
  }

  @Test(arguments: [
    ("int", "long", "long", "expected a number, `< 10`, `[10..20)` or `-`"),
    ("int", "1, two", "two", "expected a number, `< 10`, `[10..20)` or `-`"),
    ("int", "", "", "expected a value; `-` stands for anything"),
    ("int", "1,", "", "expected a value; `-` stands for anything"),
    ("int", "<", "", "expected a number, `< 10`, `[10..20)` or `-`"),
    ("int", "[5..1]", "[5..1]", "the lower bound comes first"),
    ("int", "[5", "[5", "an interval is written `[100..500)`"),
    ("int", "[5-7]", "[5-7]", "an interval is written `[100..500)`"),
    ("int", "[..7]", "", "expected a number, `< 10`, `[10..20)` or `-`"),
    ("int", "not(not(5))", "not(5)", "`not` stands once, around the whole cell"),
    ("bool", "yes", "yes", "expected `true`, `false` or `-`"),
    ("money", "[1.00..2.00 EUR]", "[1.00..2.00 EUR]", "the bounds cannot be compared"),
    ("timestamp", "2026-01-01", "2026-01-01", "a table cannot test an RFC 3339 time"),
  ])
  func `what is wrong with a cell`(type: String, text: String, part: String, expected: String) throws {
    let result = read(text, try #require(FieldType(named: type)))
    guard case .failure(let mistake) = result else {
      Issue.record("`\(text)` was accepted")
      return
    }
    #expect(mistake.text == part && mistake.expected == expected)
    #expect(Array(text.utf8)[mistake.range].elementsEqual(part.utf8))
  }

  @Test func `a value that is not listed`() {
    let type = FieldType(.string, allowed: ["none", "gold"])
    guard case .failure(let mistake) = read("none, glod", type) else {
      Issue.record("accepted")
      return
    }
    #expect(mistake.text == "glod" && mistake.suggestion == "gold")
  }

  @Test(arguments: [("30-60", "[30..60]"), ("1.5-2", "[1.5..2]"), ("[9..3)", "[3..9)")])
  func `intervals of other tools`(text: String, meant: String) {
    guard case .failure(let mistake) = read(text, FieldType(.double)) else {
      Issue.record("accepted")
      return
    }
    #expect(mistake.suggestion == meant)
  }

  private func read(_ text: String, _ type: FieldType) -> Result<UnaryTest, UnaryTestMistake> {
    let linker = Linker.empty
    var parser = UnaryTestParser(text: Array(text.utf8), type: type)
    let scalar = Scalar(text, style: .double, offsets: OffsetMap(copying: 0..<text.utf8.count))
    return Result { () throws(UnaryTestMistake) in
      try parser.parse { part throws(LiteralMistake) in try linker.value(part, scalar, type) }
    }
  }

  private func value(_ text: String, _ type: FieldType) throws -> Value? {
    if text == "missing" { return nil }
    let linker = Linker.empty
    return switch type.value {
    case .string: .string(text)
    case .bool: .bool(text == "true")
    case .int: .int(try #require(Int64(text)))
    case .double: .double(try #require(Double(text)))
    case .decimal: .decimal(try linker.decimal(text))
    case .money: .money(try linker.money(text))
    default: .duration(try linker.duration(text))
    }
  }
}

extension Linker {
  /// A linker of nothing, for what needs no definitions.
  fileprivate static var empty: Linker { Linker(RulebookDraft(), [], .system, Diagnostics()) }
}
