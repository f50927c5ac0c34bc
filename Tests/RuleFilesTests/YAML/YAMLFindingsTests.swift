import RuleFiles
import RulesEngine
import Testing

@Suite struct YAMLFindingsTests {
  @Test(arguments: ["syntax.cases", "traps.cases", "structure.cases", "words.cases", "several.cases"])
  func `findings read as written`(name: String) throws {
    try CaseFile(name).check { input in
      let file = YAMLParser.parse(input, file: "rule.yaml")
      return DiagnosticFormat.human.render(
        DiagnosticReport(file.findings), sources: SourceTexts([file.source]))
    }
  }
}
