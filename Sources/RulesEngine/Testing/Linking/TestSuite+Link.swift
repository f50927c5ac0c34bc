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
  /// Checks the tests that were decoded against the rulebook that `parts` make, and those of its tenants.
  ///
  /// - Parameter diagnostics: receives what is wrong with the tests; the rulebook itself has to be right.
  package static func link(
    _ tests: Decoding, _ parts: [RulebookPart], zones: ZoneDatabase, diagnostics: Diagnostics
  ) -> TestSuite {
    var suite = TestSuite()
    reportDuplicates(tests.tests.filter { $0.row == nil }.map(\.name), "test", diagnostics)
    reportDuplicates(tests.fixtures.map(\.name), "fixture", diagnostics)
    let variants = Variants(tests.tests)
    var cases: [(order: Int, test: TestCase)] = []
    for variant in variants.all {
      guard let linkers = variant.linkers(of: parts, zones, diagnostics) else { continue }
      for order in variant.tests {
        let draft = tests.tests[order]
        // A folder that holds nothing but tests is one of a tenant that the common rules decide for.
        let linker = linkers.first { $0.draft.tenant == draft.tenant } ?? linkers[0]
        guard var test = TestLinker(linker, fixtures: tests.fixtures).link(draft) else { continue }
        test.rulebook = suite.rulebooks.count
        cases.append((order, test))
      }
      suite.rulebooks.append(rulebook(linkers))
    }
    suite.cases = cases.sorted { $0.order < $1.order }.map(\.test)
    return suite
  }

  private static func rulebook(_ linkers: [Linker]) -> Rulebook {
    let common = linkers[0].rulebook()
    let tenants = linkers.dropFirst().compactMap { linker in
      linker.draft.tenant.map { ($0, linker.rulebook()) }
    }
    return common.with(
      tenants: Dictionary(tenants, uniquingKeysWith: { first, _ in first }),
      refusesUnknown: linkers[0].draft.refusesUnknownTenants)
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
    /// Whose tests they are, where they change something.
    var tenant: String?
    /// The positions of the tests.
    var tests: [Int]
  }

  private(set) var all: [Variant] = [Variant(given: GivenDraft(), tests: [])]

  init(_ tests: [TestDraft]) {
    var known: [String: Int] = ["": 0]
    for (position, test) in tests.enumerated() {
      let name = Self.name(test)
      if let variant = known[name] {
        all[variant].tests.append(position)
      } else {
        known[name] = all.count
        all.append(Variant(given: test.given, tenant: test.tenant, tests: [position]))
      }
    }
  }

  /// What is changed, as text: equal texts are equal changes.
  private static func name(_ test: TestDraft) -> String {
    let given = test.given
    func text(_ entries: [Node.Entry]) -> String {
      entries.map { "\($0.key.text ?? "")=\($0.value.source.text(of: $0.value.range))" }.joined(
        separator: "\u{1}")
    }
    let parts = [given.timezone?.value ?? "", text(given.settings), text(given.functions)]
    return parts.allSatisfy(\.isEmpty) ? "" : (parts + [test.tenant ?? ""]).joined(separator: "\u{0}")
  }
}

extension Variants.Variant {
  /// A linker for the common rules and one for each tenant, with the changes; nil after reporting why not.
  func linkers(of parts: [RulebookPart], _ zones: ZoneDatabase, _ diagnostics: Diagnostics) -> [Linker]? {
    var linkers: [Linker] = []
    let whose = parts.contains { $0.tenant == tenant } ? tenant : nil
    for part in parts {
      // What a test gives has to fit the rules that it is written for; others take of it what they know.
      let own = part.tenant == whose ? diagnostics : Diagnostics()
      let changed = applied(to: part.draft, part.functions, own)
      guard let (draft, functions) = changed ?? (part.tenant == whose ? nil : (part.draft, part.functions)),
        let linker = Linker.prepared(draft, functions: functions, zones: zones, reportingTo: diagnostics)
      else { return nil }
      linkers.append(linker)
    }
    return linkers
  }

  /// The draft and the functions with the changes; nil after reporting why not.
  private func applied(
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
