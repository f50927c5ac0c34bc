import RulesEngine
import Testing

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1), ("ab", "xab", 1),
    ("kitten", "sitting", 3), ("notfy", "notify", 1), ("日本", "本日", 1),
  ])
  func `counts slips`(left: String, right: String, slips: Int) {
    #expect(Suggestion.distance(left, right) == slips)
    #expect(Suggestion.distance(right, left) == slips)
  }

  private static let keys = ["on", "if", "do", "priority", "group", "cancel_on", "description", "delay"]

  @Test(arguments: [
    ("priorty", "priority"), ("gruop", "group"), ("cancelOn", "cancel_on"), ("cancel-on", "cancel_on"),
    ("ON", "on"), ("when", "on"), ("wen", "on"), ("trigger", "on"), ("platform", "on"), ("condition", "if"),
    ("then", "do"),
    ("action", "do"), ("service", "do"), ("sleep", "delay"), ("descripton", "description"),
  ])
  func `finds what was meant`(written: String, meant: String) {
    #expect(Suggestion.best(for: written, among: Self.keys) == meant)
  }

  @Test(arguments: ["zebra", "x", "", "priority_of_the_rule", String(repeating: "a", count: 5000)])
  func `stays silent rather than guess`(written: String) {
    #expect(Suggestion.best(for: written, among: Self.keys) == nil)
  }

  @Test func `prefers the same first letter, then the earlier name`() {
    #expect(Suggestion.closest(to: "cat", among: ["bat", "car", "cut"]) == "car")
  }
}
