internal import CEL

extension ValueReader where Value == ExpectationDraft {
  /// One item of `then`: an action with some of its arguments, or one of the words below.
  static var expectation: ValueReader<ExpectationDraft> {
    ValueReader<ExpectationDraft>("an expectation") { node, context in
      guard node.entries != nil || node.isEmpty else { return reportForm(node, context) }
      let context = ReadContext(context.diagnostics, name: "then")
      guard let keys = MappingReader(node, "expectation", context) else { return nil }
      var draft = ExpectationDraft(verb: .count(0), span: node.headSpan)
      draft.at = keys.optional("at", .scalar)
      let times = keys.optional("times", .int(in: 0...100_000))
      let atLeast = keys.optional("at_least", .int(in: 1...100_000))
      draft.count = atLeast.map { .atLeast($0) } ?? .exactly(times ?? 1)
      draft.by = keys.optional("by", .locatedText)
      let word = words.first { node[$0] != nil }
      let verb = word.map { known($0, keys, &draft) } ?? action(keys, node)
      guard keys.finish(), let verb else { return nil }
      draft.verb = verb
      return draft
    }
  }

  /// What may stand in place of the name of an action.
  static var words: [String] {
    [
      "no", "emitted", "row", "fact", "score", "segment", "matched", "not_matched", "error", "refused",
      "actions",
      "check", "run", "trace",
    ]
  }

  private static func reportForm(_ node: Node, _ context: ReadContext) -> ExpectationDraft? {
    context.diagnostics.add(
      .error(
        "W0103", "an expectation is an action with its arguments, found \(node.kindInWords)",
        at: node.headSpan,
        help: ["write it as in `- charge: { amount: 20.00 }`, or `- no: charge`"]))
    return nil
  }

  private static func known(
    _ word: String, _ keys: MappingReader, _ draft: inout ExpectationDraft
  ) -> ExpectationDraft.Verb? {
    switch word {
    case "no":
      draft.count = .exactly(0)
      return keys.required("no", .absence)
    case "emitted":
      let name = keys.required("emitted", .locatedIdentifier)
      let (data, subject) = (keys.optional("data", .node), keys.optional("subject", .scalar))
      return name.map { .emitted($0, data: data, subject: subject) }
    case "row": return keys.required("row", .node).map { .row($0, exists: true) }
    case "fact": return keys.required("fact", .node).map { .fact($0) }
    case "score": return keys.required("score", .node).map { .score($0) }
    case "segment": return keys.required("segment", .node).map { .segment($0) }
    case "matched", "not_matched":
      return keys.required(word, .oneOrMany(of: .locatedText)).map { .matched($0, holds: word == "matched") }
    case "error": return keys.required("error", .failure)
    case "refused": return keys.required("refused", .refusal)
    case "run": return keys.required("run", .run).map { .run($0) }
    case "trace":
      if !keys.has("times") { draft.count = .atLeast(1) }
      return keys.required("trace", .trace).map { .trace($0) }
    case "actions": return keys.required("actions", .int(in: 0...100_000)).map { .count($0) }
    default: return keys.required("check", .condition).map { .check($0) }
    }
  }

  /// The one key that is none of the words names an action.
  private static func action(_ keys: MappingReader, _ node: Node) -> ExpectationDraft.Verb? {
    let others = keys.others()
    guard let first = others.first else {
      keys.report(
        .error(
          "W0102", "this expects nothing", at: node.headSpan, label: "no action",
          help: ["write an action, as in `- charge: { amount: 20.00 }`"]))
      return nil
    }
    if let extra = others.dropFirst().first {
      keys.report(
        .error(
          "W0106", "an expectation is about one thing, and `\(extra.name)` is a second one",
          at: extra.key.span,
          related: [.init("the first", at: first.key.span)],
          help: ["begin an item of its own with `- `, or indent the arguments of `\(first.name)`"]))
    }
    return .action(first.key.located, first.value)
  }
}

extension ValueReader where Value == ExpectationDraft.Verb {
  /// `no: notify`, `no: { notify: {...} }`, `no: { emitted: x }` or `no: { row: {...} }`.
  fileprivate static var absence: ValueReader<ExpectationDraft.Verb> {
    .either(
      text: ValueReader<Node>("the name of an action") { node, _ in node }.map { .action($0.located, $0) },
      mapping: .mapping("`no`") { keys in
        if keys.has("row") { return keys.required("row", .node).map { .row($0, exists: false) } }
        if keys.has("run") { return keys.required("run", .run).map { .run($0) } }
        if keys.has("emitted") {
          let name = keys.required("emitted", .locatedIdentifier)
          let (data, subject) = (keys.optional("data", .node), keys.optional("subject", .scalar))
          return name.map { .emitted($0, data: data, subject: subject) }
        }
        let others = keys.others()
        guard others.count == 1 else {
          keys.report(.error("W0106", "`no` is about one action", at: keys.node.headSpan))
          return nil
        }
        return .action(others[0].key.located, others[0].value)
      })
  }

  /// `error: R0204`, or `error: { by: rule/x, code: R0204 }`.
  fileprivate static var failure: ValueReader<ExpectationDraft.Verb> {
    .either(
      text: ValueReader<Located<String>>.locatedText.map { .error(by: nil, code: $0) },
      mapping: .mapping("error") { keys in
        .error(by: keys.optional("by", .locatedText), code: keys.optional("code", .locatedText))
      })
  }

  /// `refused: E0105`, or `refused: { code: E0105, message: is missing }`.
  fileprivate static var refusal: ValueReader<ExpectationDraft.Verb> {
    .either(
      text: ValueReader<String>.text.map { .refused(code: $0, message: nil) },
      mapping: .mapping("refused") { keys in
        .refused(
          code: keys.optional("code", ValueReader<String>.text),
          message: keys.optional("message", ValueReader<String>.text))
      })
  }
}

extension ValueReader where Value == RunDraft {
  /// `{ workflow: ticket-follow-up, status: waiting }`, or the name alone.
  fileprivate static var run: ValueReader<RunDraft> {
    .either(
      text: ValueReader<Located<String>>.locatedText.map { RunDraft(workflow: $0) },
      mapping: .mapping("`run`") { keys in
        var draft = RunDraft()
        draft.workflow = keys.optional("workflow", .locatedText)
        draft.status = keys.optional("status", .choice(of: RunRecord.Status.self))
        draft.key = keys.optional("key", ValueReader<String>.text)
        draft.reason = keys.optional("reason", ValueReader<String>.text)
        return draft
      })
  }

  /// `{ path: steps/2, outcome: timed out }`.
  fileprivate static var trace: ValueReader<RunDraft> {
    .mapping("`trace`") { keys in
      var draft = RunDraft()
      draft.workflow = keys.optional("workflow", .locatedText)
      draft.path = keys.required("path", ValueReader<String>.text)
      draft.outcome = keys.optional("outcome", ValueReader<String>.text)
      return draft
    }
  }
}
