import CEL
import Testing

/// Regular expressions in RE2 syntax: pattern, text, whether it is found.
@Suite struct RegexTests {
  static let cases: [(String, String, Bool)] = [
    ("ell", "hello", true), ("^ell", "hello", false), ("lo$", "hello", true), ("h.llo", "h\nllo", false),
    ("(?s)h.llo", "h\nllo", true), ("(?i)HELLO", "hello", true), ("(?m)^b$", "a\nb\nc", true),
    ("^$", "", true), ("a*", "", true),
    ("a+b?c{2}", "aacc", true), ("a{2,3}", "xaax", true), ("a{4}", "aaa", false), ("[a-c]+z", "abcz", true),
    ("[^a-c]", "abc", false), ("[[:digit:]]+x", "12x", true), ("\\d+\\s\\w+", "12 ab", true),
    ("\\bcat\\b", "a cat!", true), ("\\bcat\\b", "concat", false),
    ("(a|b)*c", "ababc", true), ("(?:ab)+$", "abab", true), ("(?P<year>\\d{4})", "in 2026", true),
    ("\\p{Lu}\\p{L}+", "Éa", true), ("\\PL", "abc", false), ("é", "cafe\u{301}", false),
    ("\\x41\\x{1F600}", "A😀", true), ("\\Qa.b\\E", "a.b", true), ("\\Qa.b\\E", "axb", false),
    ("a{,2}", "a{,2}", true), ("x{", "x{", true), ("[]a]", "]", true), ("[a\\]]", "]", true),
    ("[\\d-]+", "1-2", true), ("\\A\\z", "", true), ("a??b", "b", true), (".", "😀", true),
    ("^.{3}$", "äöü", true), ("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
  ]

  @Test(arguments: cases) func `pattern is searched`(pattern: String, text: String, found: Bool) {
    var environment = Environment(profile: .standard)
    environment.declare(variable: "t", type: .string)
    environment.declare(variable: "p", type: .string)
    #expect(
      outcome("t.matches(p)", in: environment, inputs: ["t": .string(text), "p": .string(pattern)])
        == "\(found)")
  }

  @Test(arguments: [
    "(", ")", "a**", "[", "a{3,1}", "a{1001}", "\\1", "(?=a)", "(?<!a)b", "\\", "[b-a]", "\\8", "(?P<n", "*a",
    "\\p{Nope}", "[[:nope:]]", "\\xZ",
  ])
  func `pattern is refused`(pattern: String) {
    var environment = Environment(profile: .standard)
    environment.declare(variable: "p", type: .string)
    #expect(outcome("'a'.matches(p)", in: environment, inputs: ["p": .string(pattern)]) == "R0207")
  }
}
