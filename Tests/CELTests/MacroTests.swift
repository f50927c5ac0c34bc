import CEL
import Testing

/// Macros, optionals and the extension functions.
@Suite struct MacroTests {
  static let values: [(String, String)] = [
    ("[1, 2, 3].all(x, x > 0)", "true"), ("[].all(x, false)", "true"), ("[1, 2].exists(x, x == 2)", "true"),
    ("[].exists(x, true)", "false"),
    ("[1, 0].exists(x, 1 / x == 1)", "true"), ("[0, 1].exists(x, 1 / x == 1)", "true"),
    ("[1, 2, 1].exists_one(x, x == 2)", "true"),
    ("[1, 2, 3].filter(x, x != 2)", "[1, 3]"), ("[1, 2].map(x, x * x)", "[1, 4]"),
    ("[1, 2, 3].map(x, x > 1, x * 10)", "[20, 30]"),
    ("{'a': 1, 'b': 2}.map(k, k + '!')", "[\"a!\", \"b!\"]"), ("[5, 6].all(i, v, v == i + 5)", "true"),
    ("{'a': 1}.exists(k, v, k == 'a' && v == 1)", "true"),
    ("[3, 4].transformList(i, v, i * v)", "[0, 4]"),
    ("{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2)", "{\"b\": 4}"),
    ("{'a': 1}.transformMapEntry(k, v, {v: k})", "{1: \"a\"}"), ("cel.bind(x, 2, x * x)", "4"),
    ("cel.bind(x, 1 / 0, true)", "true"),
    ("[[1, 2], [3]].map(l, l.map(x, x + l.size()))", "[[3, 4], [4]]"),
    ("cel.bind(x, 1, [x].map(y, cel.bind(z, y + x, z)))", "[2]"),
    ("optional.of(1).hasValue()", "true"), ("optional.none().orValue(5)", "5"),
    ("{'a': {'b': 1}}.?a.?b.value()", "1"),
    ("{'a': {'b': 1}}.?x.b.hasValue()", "false"), ("[1][?3].orValue(9)", "9"),
    ("[?optional.none(), 1]", "[1]"), ("{?'a': optional.of(1)}", "{\"a\": 1}"),
    ("optional.of(2).optMap(x, x + 1).value()", "3"), ("optional.ofNonZeroValue('').hasValue()", "false"),
    ("optional.of(1)", "optional.of(1)"),
    ("'tacocat'.substring(0, 4)", "\"taco\""), ("'hello'.indexOf('l')", "2"),
    ("'hello'.lastIndexOf('l')", "3"), ("'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"),
    ("['a', 'b'].join('-')", "\"a-b\""), ("'hello hello'.replace('he', 'we', 1)", "\"wello hello\""),
    ("'TacoCat'.lowerAscii()", "\"tacocat\""), ("' x '.trim()", "\"x\""),
    ("'abc'.reverse()", "\"cba\""), ("'abc'.charAt(3)", "\"\""),
    ("'%s is %d, %.2f, %x'.format(['a', 5, 1.005, 255])", "\"a is 5, 1.00, ff\""),
    ("strings.quote('a\"b')", "\"\\\"a\\\\\\\"b\\\"\""),
    ("math.greatest(1, 2.5, 2u)", "2.5"), ("math.least([3, 1, 2])", "1"), ("math.round(-2.5)", "-3.0"),
    ("math.bitShiftRight(-1, 60)", "15"), ("math.sqrt(16)", "4.0"),
    ("base64.encode(b'hi')", "\"aGk=\""), ("base64.decode('aGk')", "b\"\\x68\\x69\""),
    ("cidr('10.0.0.0/8').containsIP(ip('10.1.2.3'))", "true"),
    ("string(ip('2001:db8::68'))", "\"2001:db8::68\""),
  ]

  static let rulesValues: [(String, String)] = [
    ("[3, 1, 2].sort()", "[1, 2, 3]"), ("['b', 'a'].sort()", "[\"a\", \"b\"]"),
    ("['ccc', 'a', 'bb'].sortBy(s, s.size())", "[\"a\", \"bb\", \"ccc\"]"),
    ("[1, 2, 1, 2u].distinct()", "[1, 2]"),
    ("[1, 2].first().value() + [1, 2].last().value()", "3"), ("[[1], [2, 3]].flatten()", "[1, 2, 3]"),
    ("[1, 2, 3, 4].slice(1, 3)", "[2, 3]"), ("lists.range(3)", "[0, 1, 2]"), ("[1, 2].reverse()", "[2, 1]"),
    ("sum([1, 2, 3])", "6"), ("sum([1.5, 2.5])", "4.0"), ("avg([1, 2])", "1.5"),
    ("sum([decimal('0.10'), decimal('0.20')])", "0.30"), ("[duration('1m'), duration('2m')].sum()", "180s"),
    ("sets.contains([1, 2, 3], [2])", "true"), ("sets.equivalent([1, 2], [2, 1, 1])", "true"),
    ("sets.intersects([1], [2])", "false"),
    ("regex.replace('a1b22', '[0-9]+', '#')", "\"a#b#\""),
    ("regex.replace('john smith', '(\\\\w+) (\\\\w+)', '\\\\2 \\\\1')", "\"smith john\""),
    ("regex.extract('id: 42', 'id: ([0-9]+)').value()", "\"42\""),
    ("regex.extractAll('a1 b2', '[a-z][0-9]')", "[\"a1\", \"b2\"]"),
    ("min(3, 1.5)", "1.5"), ("max(1, 2, 3)", "3"), ("min([3, 2])", "2"),
    ("max(duration('1m'), duration('1h'))", "3600s"), ("abs(-5) + abs(5)", "10"), ("round(2.5)", "2.0"),
    ("round(2.675, 2)", "2.68"), ("ceil(1.2) + floor(1.8)", "3.0"),
    ("7 / 2", "3"), ("7 / 2.0", "3.5"), ("1 + 1.5 == 2.5", "true"), ("2u < 3.5", "true"),
    ("1 in [1.0, 2.0]", "true"), ("true ? 1 : 2.5", "1.0"),
  ]

  @Test(arguments: values) func `expression gives value`(source: String, expected: String) {
    #expect(outcome(source, in: Environment(profile: .standard)) == expected)
  }

  @Test(arguments: rulesValues) func `rules expression gives value`(source: String, expected: String) {
    #expect(outcome(source, in: shop()) == expected)
  }

  /// Faults in a later element are kept, and a bind fails only where its value is read.
  @Test(arguments: [
    ("[1, 0].all(x, 1 / x == 1)", "R0202"), ("[0].map(x, 1 / x)", "R0202"),
    ("cel.bind(x, 1 / 0, x + 1)", "R0202"),
    ("cel.bind(x, 1 / 0, x > 1 || true)", "true"), ("optional.none().value()", "R0207"),
  ])
  func `errors surface where they must`(source: String, expected: String) {
    #expect(outcome(source, in: Environment(profile: .standard)) == expected)
  }
}
