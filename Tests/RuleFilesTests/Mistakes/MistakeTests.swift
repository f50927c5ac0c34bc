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

/// The codes that `bylaw check` can report, each shown by a mistake.
@Suite struct MistakeCoverageTests {
  /// Codes of events, of running and of JSON are reported elsewhere.
  static let kinds = ["Y", "W", "N", "T", "S", "C", "L"]

  /// Why no mistake shows a code.
  static let without: [(codes: [String], reason: String)] = [
    (["Y0101"], "what is left where no other finding fits; Cases/syntax.cases has some"),
    (["Y0102", "Y0103"], "such a file would be no text; EncodingTests makes them"),
    (
      ["Y0108", "Y0110", "C0301", "C0303", "W0593"],
      "takes as much as a limit allows; the tests of limits make it"
    ),
    (["W0593"], "takes more tenants than anybody wants to look at; TenantRuleTests makes them"),
    (["C0210"], "a rulebook always has a currency; a host's own expressions may not"),
    (["W0118"], "for readers of hosts: amounts in rulebooks are read by their type, which is T0301"),
  ]

  @Test func `every code is shown, or says why not`() {
    let shown = Set(Mistake.all.compactMap { Example($0)?.code })
    let excused = Set(Self.without.flatMap(\.codes))
    let codes = DiagnosticCatalogue.entries.map(\.code.id).filter { code in
      Self.kinds.contains { code.hasPrefix($0) }
    }
    #expect(codes.filter { !shown.contains($0) && !excused.contains($0) } == [])
    #expect(excused.filter { shown.contains($0) || !codes.contains($0) } == [])
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
