import CEL
import Testing

/// The language itself, as a table of expressions and what they give.
@Suite struct LanguageTests {
  static let values: [(String, String)] = [
    ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("-7 / 2", "-3"), ("-7 % 2", "-1"), ("7u + 1u", "8u"),
    ("0x1F", "31"), ("-0x10", "-16"), ("1e3", "1000.0"), (".5 + .25", "0.75"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("'a' + \"b\"", "\"ab\""), ("r'\\n' + 'n'", "\"\\\\nn\""), ("'\\x41\\u00e9\\U0001F600'", "\"Aé😀\""),
    ("'''a\nb'''", "\"a\\nb\""), ("b'\\xff' + b'a'", "b\"\\xff\\x61\""), ("[1, 2] + [3]", "[1, 2, 3]"),
    ("{'a': 1, 'b': 2}.b", "2"), ("{'a-b': 1}.`a-b`", "1"), ("{1: 'x'}[dyn(1.0)]", "\"x\""),
    ("[1, 2, 3][1]", "2"),
    ("true || 1 / 0 > 0", "true"), ("1 / 0 > 0 || true", "true"), ("false && 1 / 0 > 0", "false"),
    ("true ? 1 : 1 / 0", "1"), ("1 < 2 && 'a' < 'b' && b'a' < b'b' && false < true", "true"),
    ("dyn(1) == 1.0 && dyn(1u) == 1", "true"), ("dyn([1, 2u]) == [1.0, 2]", "true"),
    ("dyn(9223372036854775807) == 9223372036854775808.0", "true"),
    ("1.0 / 0.0 > 1e308", "true"), ("0.0 / 0.0 == 0.0 / 0.0", "false"), ("'\u{e9}' == 'e\u{301}'", "false"),
    ("2 in [1, 2]", "true"), ("'a' in {'a': 1}", "true"), ("!(3 in [1, 2])", "true"),
    ("type(1) == int", "true"), ("type(type(1))", "type"),
    ("has({'a': null}.a)", "true"), ("has({'a': 1}.b)", "false"), ("size('e\u{301}😀')", "3"),
    ("'héllo'.size()", "5"),
    ("int('42') + int(3.9) + int(7u)", "52"), ("string(1.0) + string(1000000.0)", "\"11e+06\""),
    ("double('1e3')", "1000.0"),
    ("timestamp('2026-11-21T15:00:00+01:00')", "2026-11-21T14:00:00Z"),
    ("duration('1h30m') + duration('-1.5s')", "5398.5s"),
    ("timestamp('2026-03-29T01:30:00Z').getHours('Europe/Berlin')", "3"),
    ("timestamp(0).getDayOfWeek()", "4"), ("duration('90m').getHours()", "1"),
    ("// comment\n1 // more\n+ 1", "2"), ("[1, 2,]", "[1, 2]"), ("1 < 2 == true", "true"), ("--1", "1"),
    ("!!true", "true"),
  ]

  static let errors: [(String, String)] = [
    ("1 / 0", "R0202"), ("1 % 0", "R0202"), ("9223372036854775807 + 1", "R0203"), ("0u - 1u", "R0203"),
    ("-(-9223372036854775808)", "R0203"), ("{'a': 1}.b", "R0205"), ("[1][1]", "R0206"), ("[1][-1]", "R0206"),
    ("{1: 1, 1u: 2}", "R0211"), ("{1.5: 1}", "R0211"), ("dyn(1) + dyn('a')", "R0204"),
    ("dyn('a') && true", "R0204"),
    ("has(dyn(1).a)", "R0204"), ("int('x')", "R0207"), ("int(1e19)", "R0203"),
    ("timestamp('2026-02-30T00:00:00Z')", "R0207"),
    ("'a'.matches('(')", "R0207"), ("timestamp(0).getHours('Mars/Olympus')", "R0207"),
    ("dyn([1]) < dyn([2])", "R0204"),
    ("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "R0203"), ("string(b'\\xff')", "R0207"),
    ("1 +", "C0101"), ("'abc", "C0102"), ("'\\q'", "C0103"), ("12abc", "C0104"), ("1 = 1", "C0105"),
    ("[1].all(1, true)", "C0106"),
    ("if", "C0107"), ("", "C0108"), ("9223372036854775808", "C0109"), ("nope", "C0201"), ("[1].a", "C0202"),
    ("nope()", "C0203"),
    ("1 + 'a'", "C0204"), ("1 == 1.0", "C0204"), ("1 && true", "C0208"), ("true ? 1 : 'a'", "C0204"),
    ("1 ?? 2", "C0101"), ("-{}.a", "R0205"), ("!{}.a", "R0205"), ("{}.a + [][0]", "R0205"),
  ]

  @Test(arguments: values) func `expression gives value`(source: String, expected: String) {
    #expect(outcome(source, in: Environment(profile: .standard)) == expected)
  }

  @Test(arguments: errors) func `expression fails`(source: String, code: String) {
    #expect(outcome(source, in: Environment(profile: .standard)) == code)
  }

  @Test func `names are looked up in the container first`() {
    var environment = Environment(profile: .standard, container: "a.b")
    environment.declare(variable: "a.b.x", type: .int)
    environment.declare(variable: "a.x", type: .int)
    environment.declare(variable: "x", type: .int)
    let inputs: [String: Value] = ["a.b.x": 1, "a.x": 2, "x": 3]
    #expect(outcome("x", in: environment, inputs: inputs) == "1")
    #expect(outcome("a.x", in: environment, inputs: inputs) == "2")
    #expect(outcome(".x", in: environment, inputs: inputs) == "3")
    #expect(outcome("[5].map(x, x)", in: environment, inputs: inputs) == "[5]")
  }
}
