package import CEL

/// The tests of a rulebook, with the rulebooks that decide in them.
package struct TestSuite: Sendable {
  /// The first is the rulebook itself; the others have the settings, the time zone or the functions of some test.
  package var rulebooks: [Rulebook] = []
  /// In the order of their files.
  package var cases: [TestCase] = []

  package init() {}
}

extension TestSuite {
  /// Checks the tests that were decoded against the rulebook that `draft` makes.
  ///
  /// - Parameter diagnostics: receives what is wrong with the tests; the rulebook itself has to be right.
  package static func link(
    _ tests: Decoding, _ draft: RulebookDraft, functions: [FunctionDeclaration], zones: ZoneDatabase,
    diagnostics: Diagnostics
  ) -> TestSuite {
    var suite = TestSuite()
    reportDuplicates(tests.tests.filter { $0.row == nil }.map(\.name), "test", diagnostics)
    reportDuplicates(tests.fixtures.map(\.name), "fixture", diagnostics)
    let variants = Variants(tests.tests)
    var cases: [(order: Int, test: TestCase)] = []
    for variant in variants.all {
      guard let (changed, functions) = variant.applied(to: draft, functions, diagnostics),
        let linker = Linker.prepared(changed, functions: functions, zones: zones, reportingTo: diagnostics)
      else { continue }
      let reader = TestLinker(linker, fixtures: tests.fixtures)
      for order in variant.tests {
        guard var test = reader.link(tests.tests[order]) else { continue }
        test.rulebook = suite.rulebooks.count
        cases.append((order, test))
      }
      suite.rulebooks.append(linker.rulebook())
    }
    suite.cases = cases.sorted { $0.order < $1.order }.map(\.test)
    return suite
  }

  /// Names are told apart within one file.
  private static func reportDuplicates(_ names: [Located<String>], _ what: String, _ diagnostics: Diagnostics)
  {
    var seen: [String: SourceSpan] = [:]
    for name in names {
      let key = what == "test" ? "\(name.span.file)\u{0}\(name.value)" : name.value
      guard let first = seen[key] else {
        seen[key] = name.span
        continue
      }
      guard first != name.span else { continue }
      diagnostics.add(
        .error(
          "N0208", "the \(what) `\(name.value)` is defined twice", at: name.span, label: "defined again here",
          related: [.init("first defined here", at: first)], help: ["give one of them another name"]))
    }
  }
}

/// What a test changes of its rulebook: tests that change the same share one.
private struct Variants {
  struct Variant {
    var given: GivenDraft
    /// The positions of the tests.
    var tests: [Int]
  }

  private(set) var all: [Variant] = [Variant(given: GivenDraft(), tests: [])]

  init(_ tests: [TestDraft]) {
    var known: [String: Int] = ["": 0]
    for (position, test) in tests.enumerated() {
      let name = Self.name(test.given)
      if let variant = known[name] {
        all[variant].tests.append(position)
      } else {
        known[name] = all.count
        all.append(Variant(given: test.given, tests: [position]))
      }
    }
  }

  /// What is changed, as text: equal texts are equal changes.
  private static func name(_ given: GivenDraft) -> String {
    func text(_ entries: [Node.Entry]) -> String {
      entries.map { "\($0.key.text ?? "")=\($0.value.source.text(of: $0.value.range))" }.joined(
        separator: "\u{1}")
    }
    let parts = [given.timezone?.value ?? "", text(given.settings), text(given.functions)]
    return parts.allSatisfy(\.isEmpty) ? "" : parts.joined(separator: "\u{0}")
  }
}

extension Variants.Variant {
  /// The draft and the functions with the changes; nil after reporting why not.
  func applied(
    to draft: RulebookDraft, _ functions: [FunctionDeclaration], _ diagnostics: Diagnostics
  ) -> (RulebookDraft, [FunctionDeclaration])? {
    var draft = draft
    if let timezone = given.timezone { draft.timezone = timezone }
    var isSound = true
    for entry in given.settings {
      guard let position = draft.settings.firstIndex(where: { $0.name.value == entry.name }) else {
        let names = draft.settings.map(\.name.value)
        let meant = Suggestion.best(for: entry.name, among: names)
        diagnostics.add(
          .error(
            "N0216", "the rulebook has no setting `\(entry.name)`", at: entry.key.span, label: "not known",
            notes: names.isEmpty ? [] : ["settings: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
            help: meant.map { ["did you mean `\($0)`?"] } ?? []))
        isSound = false
        continue
      }
      draft.settings[position].value = entry.value
    }
    guard
      let functions = FunctionMocks(given.functions, draft.currency ?? .usDollar).applied(
        to: functions, diagnostics), isSound
    else {
      return nil
    }
    return (draft, functions)
  }
}
