import RuleFiles
import RulesEngine
import Testing

/// A definition with a key of every kind, read as a kind's decoder would.
private struct Sample: Equatable {
  enum Mode: String, CaseIterable { case single, restart, queued, parallel }
  var id: String
  var on: [String]
  var mode: Mode
  var priority: Int
  var text: String?

  static let reader = ValueReader<Sample>.mapping("rule") { keys in
    let id = keys.required("rule", .identifier)
    let on = keys.required("on", .oneOrMany(of: .identifier))
    let mode = keys.optional("mode", .choice(of: Mode.self)) ?? .single
    let priority = keys.optional("priority", .int(in: -1000...1000)) ?? 0
    let text = keys.optional("description", .text)
    _ = keys.optional("enabled", .bool)
    _ = keys.optional("timeout", .duration)
    _ = keys.optional("charge", .either(text: ValueReader.money.map(\.amount), mapping: charge))
    _ = keys.optional("from", .date)
    _ = keys.optional("at", .instant)
    _ = keys.optional("daily", .timeOfDay)
    _ = keys.optional("steps", .list(of: .mapping("step") { $0.required("id", .identifier) }, count: 1...3))
    _ = keys.optional("fields", .table(of: .choice(["string", "money", "int"])))
    _ = keys.atMostOne(of: ["do", "run"])
    guard let id, let on else { return nil }
    return Sample(id: id, on: on, mode: mode, priority: priority, text: text)
  }

  private static let charge = ValueReader<String>.mapping("charge") { keys in
    let percent = keys.required("percent", .percent)
    _ = keys.optional("plus", .decimal)
    return percent?.digits
  }
}

@Suite struct ReadingTests {
  private func read(_ text: String) -> (value: Sample?, file: YAMLFile, diagnostics: Diagnostics) {
    let file = YAMLParser.parse(text, file: "rule.yaml")
    let diagnostics = Diagnostics()
    diagnostics.add(contentsOf: file.findings)
    let value = file.documents.first.flatMap {
      Sample.reader.read($0.root, ReadContext(diagnostics, name: "rule"))
    }
    return (value, file, diagnostics)
  }

  @Test(arguments: ["reading.cases"])
  func `mistakes of shape read as written`(name: String) throws {
    try CaseFile(name).check { input in
      let (_, file, diagnostics) = read(input)
      return DiagnosticFormat.human.render(diagnostics.report(), sources: SourceTexts([file.source]))
    }
  }

  @Test func `a right definition is read`() {
    let result = read("rule: a\non: [b, c.d]\nmode: queued\npriority: -5\ndescription: |\n  text\n")
    #expect(result.diagnostics.isEmpty)
    #expect(result.value == Sample(id: "a", on: ["b", "c.d"], mode: .queued, priority: -5, text: "text\n"))
  }

  @Test func `one value stands for a list of one`() {
    #expect(read("rule: a\non: b\n").value?.on == ["b"])
  }

  @Test func `a mistake makes the whole nil`() {
    #expect(read("rule: a\non: b\nwen: c\n").value == nil)
    #expect(read("rule: a\n").value == nil)
    #expect(read("rule: a\non: b\npriority: many\n").value == nil)
  }

  @Test func `a safe fix mends the text`() {
    let text = "rule: a\non: b\nmode: queue\nenabled: yes\ntimeout: 2 hours\n"
    let fixes = read(text).diagnostics.sorted.compactMap(\.fix)
    let fixed = applyFixes(fixes, to: text)
    #expect(fixed.text == "rule: a\non: b\nmode: queued\nenabled: true\ntimeout: 2h\n")
    #expect(read(fixed.text).diagnostics.isEmpty)
  }
}
