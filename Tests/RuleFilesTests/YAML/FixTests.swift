import RuleFiles
import RulesEngine
import Testing

@Suite struct FixTests {
  @Test(arguments: ["traps.cases", "words.cases", "syntax.cases"])
  func `safe fixes leave none of the findings they mend`(name: String) throws {
    for item in try CaseFile(name).cases {
      var text = CaseFile.decoded(item.input)
      for _ in 0..<5 {
        let findings = YAMLParser.parse(text, file: "a.yaml").findings
        let fixed = applyFixes(findings.compactMap(\.fix), to: text)
        if fixed.applied == 0 { break }
        let after = YAMLParser.parse(fixed.text, file: "a.yaml").findings
        #expect(after.count < findings.count, "\(item.title): \(fixed.text)")
        text = fixed.text
      }
      let left = YAMLParser.parse(text, file: "a.yaml").findings
      #expect(left.allSatisfy { $0.fix?.applicability != .safe }, "\(item.title): \(text)")
    }
  }
}
