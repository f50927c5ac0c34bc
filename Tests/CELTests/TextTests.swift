import CEL
import Testing

/// Interpolated texts and the printer.
@Suite struct TextTests {
  static let texts: [(String, [String])] = [
    ("plain", ["plain"]), ("", []), ("Hi ${customer.name}!", ["Hi ", "<customer.name>5..<18", "!"]),
    ("${a}${b}", ["<a>2..<3", "<b>6..<7"]), ("${ {'}': 1}['}'] }", ["< {'}': 1}['}'] >2..<17"]),
    ("$${x} $5 $", ["${x} $5 $"]),
    ("${\"a}b\" + r'}'}", ["<\"a}b\" + r'}'>2..<14"]), ("a ${x // }\n} b", ["a ", "<x // }\n>4..<11", " b"]),
    ("é ${x}", ["é ", "<x>5..<6"]),
  ]

  @Test(arguments: texts) func `text splits`(text: String, expected: [String]) throws {
    let pieces = try Interpolation(text).pieces.map { piece in
      switch piece {
      case .text(let text): return text
      case .expression(let source, let range): return "<\(source)>\(range)"
      }
    }
    #expect(pieces == expected)
  }

  @Test(arguments: [("a ${b", "C0110"), ("${}", "C0108"), ("${ 'x}", "C0110")])
  func `text is refused`(text: String, code: String) {
    do {
      _ = try Interpolation(text)
      Issue.record("accepted")
    } catch {
      #expect(error.issues.map(\.code) == [code])
    }
  }

  static let printed: [(String, String)] = [
    ("1+2*3", "1 + 2 * 3"), ("(1+2)*3", "(1 + 2) * 3"), ("1-(2-3)", "1 - (2 - 3)"), ("(1-2)-3", "1 - 2 - 3"),
    ("a&&(b||c)", "a && (b || c)"), ("(a&&b)||c", "a && b || c"), ("a?b:(c?d:e)", "a ? b : c ? d : e"),
    ("(a?b:c)?d:e", "(a ? b : c) ? d : e"),
    ("!(a==b)", "!(a == b)"), ("-(-1)", "-(-1)"), ("- -a", "--a"), ("-(a+b)", "-(a + b)"),
    ("(-1).f()", "(-1).f()"), ("a.b.`c-d`[?0].?e", "a.b.`c-d`[?0].?e"), ("has( a . b )", "has(a.b)"),
    ("{'a':1,?b:c}", "{\"a\": 1, ?b: c}"),
    ("x.map(y,y>1,y*2)", "x.map(y, y > 1, y * 2)"), ("x.exists_one(y,y)", "x.exists_one(y, y)"),
    ("cel.bind(a,1,a+a)", "cel.bind(a, 1, a + a)"), ("a??b??c", "a ?? b ?? c"),
    ("(a??b)??c", "(a ?? b) ?? c"), (".a.b(1u)", ".a.b(1u)"), ("'\\n\"'", "\"\\n\\\"\""),
    ("1.0e10", "10000000000.0"),
  ]

  @Test(arguments: printed) func `syntax prints`(source: String, expected: String) throws {
    let environment = Environment(profile: .rules)
    let text = Printer.text(try environment.parse(source))
    #expect(text == expected)
    #expect(Printer.text(try environment.parse(text)) == text)
  }
}
