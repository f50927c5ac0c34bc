import FoundationEssentials
import RuleFiles
import RulesEngine
import Testing

/// What a person who made one mistake gets to read. `RECORD=1` in the environment writes the expected texts anew, to be
/// reviewed as a change.
@Suite struct MistakeTests {
  static let isRecording = ProcessInfo.processInfo.environment["RECORD"] != nil

  @Test(arguments: Mistake.all)
  func `the findings read as written`(mistake: Mistake) throws {
    if Self.isRecording { try mistake.record() }
    #expect(mistake.findings == mistake.expected)
  }

  @Test(arguments: Mistake.all)
  func `one mistake gives one finding`(mistake: Mistake) {
    let headings = mistake.findings.split(separator: "\n").filter { line in
      ["error[", "warning[", "note["].contains { line.hasPrefix($0) }
    }
    #expect(headings.count == 1)
  }

  @Test func `nothing is wrong with the files that the mistakes are laid over`() {
    let loaded = RulebookLoader.load(files: Mistake.base)
    #expect(
      DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts)
        == "no problems found\n")
    #expect(loaded.rulebook != nil)
  }

  @Test func `each expected text belongs to a mistake`() {
    let names = Set(Mistake.all.map(\.name))
    for group in Mistake.groups {
      for file in Mistake.contents("\(Mistake.folder)/\(group)") where file.hasSuffix(".expected") {
        #expect(names.contains("\(group)/\(file.dropLast(".expected".count))"), "\(file)")
      }
    }
    #expect(Mistake.all.count >= 50)
  }
}

/// What the corrections that findings propose make of the mistakes.
@Suite struct MistakeFixTests {
  static let fixable = Mistake.all.filter(\.hasProposal)

  @Test(arguments: fixable)
  func `the proposed correction leaves nothing to report`(mistake: Mistake) {
    #expect(mistake.fixed.findings == "no problems found\n")
  }

  @Test func `some mistakes can be corrected`() {
    #expect(Self.fixable.count >= 40)
  }
}
