internal import CEL

extension Kind {
  /// The kinds of definition in `*.test.yaml`.
  package static var tests: [Kind] { [.test, .fixture] }

  /// `test: a chat upgraded to video pays the difference`.
  static var test: Kind {
    Kind("test", id: .locatedText) { keys, definition, decoding in
      keys.allow("description")
      let parts = TestParts(
        given: keys.entry("given")?.value, steps: keys.entry("when")?.value,
        expectations: keys.entry("then")?.value)
      let rows = keys.optional("cases", .caseRows)
      let tenant = keys.optional("tenant", ValueReader<String>.text) ?? definition.tenant
      if parts.expectations == nil, !parts.hasCheckpoint { _ = keys.required("then", .node) }
      let context = ReadContext(keys.diagnostics, name: "test")
      guard let rows else {
        guard !keys.has("cases") else { return }
        guard var draft = parts.draft(definition.id, nil, context) else { return }
        draft.tenant = tenant
        return decoding.tests.append(draft)
      }
      let columns = CaseColumns(rows)
      for row in rows {
        let filled = parts.map { columns.fill($0, from: row, keys.diagnostics) }
        guard var draft = filled.draft(definition.id, row, context) else { continue }
        draft.tenant = tenant
        decoding.tests.append(draft)
      }
    }
  }

  /// `fixture: a shop`.
  static var fixture: Kind {
    Kind("fixture") { keys, definition, decoding in
      keys.allow("description")
      var draft = FixtureDraft(name: definition.id)
      draft.events =
        keys.optional("events", .table(of: .node))?.map { .init(key: $0.key, value: $0.value) } ?? []
      draft.rows = keys.others()
      decoding.fixtures.append(draft)
    }
  }
}

/// The parts of a test before they are read, so that the rows of `cases` can be filled in.
private struct TestParts {
  var given: Node?
  var steps: Node?
  var expectations: Node?

  var hasCheckpoint: Bool { steps?.items?.contains { $0["expect"] != nil } ?? false }

  func map(_ transform: (Node) -> Node) -> TestParts {
    TestParts(
      given: given.map(transform), steps: steps.map(transform), expectations: expectations.map(transform))
  }

  /// The test; nil after a mistake was reported.
  func draft(_ name: Located<String>, _ row: CaseRow?, _ context: ReadContext) -> TestDraft? {
    func read<Value>(_ node: Node?, _ name: String, _ empty: Value, _ reader: ValueReader<Value>) -> Value? {
      node.map { reader.read($0, ReadContext(context.diagnostics, name: name)) } ?? empty
    }
    let given = read(given, "given", GivenDraft(), .given)
    let steps = read(steps, "when", [], .oneOrMany(of: .testStep))
    let expectations = read(expectations, "then", [], .oneOrMany(of: .expectation))
    guard let given, let steps, let expectations else { return nil }
    return TestDraft(name: name, row: row, given: given, steps: steps, expectations: expectations)
  }
}

extension ValueReader where Value == GivenDraft {
  fileprivate static var given: ValueReader<GivenDraft> {
    .mapping("given") { keys in
      var given = GivenDraft()
      given.now = keys.optional("now", .scalar)
      given.timezone = keys.optional("timezone", .locatedText)
      given.settings = keys.optional("settings", .entries) ?? []
      given.fixtures = keys.optional("fixtures", .oneOrMany(of: .locatedIdentifier)) ?? []
      given.functions = keys.optional("functions", .entries) ?? []
      given.rows = keys.others()
      return given
    }
  }
}

extension ValueReader where Value == [Node.Entry] {
  /// A mapping with free keys, as it is written.
  fileprivate static var entries: ValueReader<[Node.Entry]> {
    ValueReader<[(key: Node, value: Node)]>.table(of: .node).map {
      $0.map { .init(key: $0.key, value: $0.value) }
    }
  }
}

extension ValueReader where Value == TestStepDraft {
  /// `- event: ...`, `- line: ...`, `- advance: 15m`, `- at: INSTANT` or `- expect: [...]`.
  fileprivate static var testStep: ValueReader<TestStepDraft> {
    ValueReader<TestStepDraft>("a step") { node, context in
      guard let keys = MappingReader(node, "step", ReadContext(context.diagnostics, name: "when")) else {
        return nil
      }
      let words = ["event", "line", "advance", "at", "expect"]
      // A word that is none of them is probably meant as one.
      let isUnknown = words.filter { keys.has($0) }.isEmpty && node.entries?.isEmpty == false
      guard !isUnknown, let first = keys.exactlyOne(of: words) else {
        if isUnknown { _ = keys.finish() }
        return nil
      }
      let verb: TestStepDraft.Verb? =
        switch first.name {
        case "event": event(keys).map { .event($0) }
        case "line": keys.required("line", .scalar).map { .line($0) }
        case "advance": keys.required("advance", .elapsed).map { .advance($0) }
        case "at": keys.required("at", .scalar).map { .at($0) }
        default: keys.required("expect", .oneOrMany(of: .expectation)).map { .expect($0) }
        }
      guard keys.finish(), let verb else { return nil }
      return TestStepDraft(verb: verb, span: node.headSpan)
    }
  }

  private static func event(_ keys: MappingReader) -> EventStepDraft? {
    let type = keys.required("event", .locatedIdentifier)
    let data = keys.optional("data", .node)
    let subject = keys.optional("subject", .scalar)
    let id = keys.optional("id", ValueReader<String>.text)
    let source = keys.optional("source", ValueReader<String>.text)
    let time = keys.optional("time", .scalar)
    let tenant = keys.optional("tenant", ValueReader<String>.text)
    return type.map {
      EventStepDraft(
        type: $0, data: data, subject: subject, id: id, source: source, time: time, tenant: tenant)
    }
  }
}
