internal import CEL
internal import RulesEngine

extension Kind {
  /// `prompt: add-to-favorites`.
  static func prompt(_ registry: PromptRegistry) -> Kind {
    Kind("prompt") { keys, definition, decoding in
      _ = keys.required("on", .node)
      let header = keys.header("prompt", definition, readsErrors: false)
      let show = keys.required("show", .promptQuestion)
      let place = definition.id.span
      let action = keys.optional("action", .locatedIdentifier) ?? Located("prompt", place)
      let withdraw = keys.optional("withdraw", .locatedIdentifier)
      let arguments = keys.optional("with", .node)
      let key = keys.optional("key", .oneOrMany(of: ValueReader<Node>.scalar)) ?? header.cooldown?.key ?? []
      let expiresNode = keys.entry("expires")?.value
      let expires = keys.has("expires") ? keys.delay("expires") : nil
      let until = keys.optional("until", .oneOrMany(of: .awaited)) ?? []
      let condition = keys.optional("while", .condition)
      let steps = keys.optional("do", .workflowSteps) ?? []
      guard let show, !definition.id.value.isEmpty else { return }
      var draft = PromptDraft(
        header: header, title: show.title, choices: show.choices, action: action, node: keys.node)
      draft.each = show.each
      (draft.key, draft.withdraw, draft.arguments, draft.steps) = (key, withdraw, arguments, steps)
      (draft.expires, draft.expiresNode) = (expires, expiresNode)
      (draft.until, draft.condition) = (until, condition)
      if expires == nil, !keys.has("expires") { draft.warnOfNoEnd(keys) }
      registry.add(draft)
      var workflow = PromptBuilder(draft).workflow
      workflow.remember(decoding.roots)
      decoding.draft.workflows.append(workflow)
    }
  }
}

extension PromptDraft {
  fileprivate func warnOfNoEnd(_ keys: MappingReader) {
    guard until.isEmpty else { return }
    keys.report(
      .error(
        "W0646", "nothing ends this question but an answer", at: header.id.span,
        label: "waits for ever where nobody answers",
        help: ["add `expires:` with a length of time such as `14d`"]))
  }
}

private struct Question: Sendable {
  typealias Choices = (each: PromptDraft.EachChoice, others: [PromptDraft.Choice])

  var title: Node
  var choices: [PromptDraft.Choice]
  var each: PromptDraft.EachChoice?
}

extension ValueReader where Value == Question {
  /// `{ title: …, choices: { Add to Favorites: [...], Not Now: [] } }`.
  fileprivate static var promptQuestion: ValueReader<Question> {
    .mapping("show") { keys in
      let title = keys.required("title", .scalar)
      if keys.entry("choices")?.value["for_each"] != nil {
        guard let made = keys.required("choices", ValueReader<Question.Choices>.eachChoice), let title else {
          return nil
        }
        return Question(title: title, choices: made.others, each: made.each)
      }
      let choices = keys.required("choices", ValueReader<[PromptDraft.Choice]>.promptChoices)
      guard let title, let choices else { return nil }
      return Question(title: title, choices: choices)
    }
  }
}

extension ValueReader where Value == Question.Choices {
  /// `{ for_each: customer.favorite_ids, as: shop, label: ..., do: [...], besides: { Not Now: [] } }`.
  fileprivate static var eachChoice: ValueReader<Question.Choices> {
    .mapping("choices") { keys in
      let list = keys.required("for_each", .condition)
      let name = keys.required("as", .locatedIdentifier)
      let label = keys.optional("label", .scalar)
      let max = keys.optional("max", .int(in: 1...50)) ?? 5
      let steps = keys.required("do", .workflowSteps)
      let others = keys.optional("besides", ValueReader<[PromptDraft.Choice]>.promptChoices) ?? []
      guard let list, let name, let steps else { return nil }
      return (PromptDraft.EachChoice(list: list, name: name, label: label, max: max, steps: steps), others)
    }
  }
}

extension ValueReader where Value == [PromptDraft.Choice] {
  fileprivate static var promptChoices: ValueReader<[PromptDraft.Choice]> {
    ValueReader<[PromptDraft.Choice]>("a mapping") { node, context in
      guard let entries = node.entries else {
        context.reportKind(of: node, expected: "a mapping of choices to what they lead to")
        return nil
      }
      var choices: [PromptDraft.Choice] = []
      for entry in entries {
        guard let choice = choice(entry, context) else { return nil }
        if let other = choices.first(where: { $0.answer == choice.answer }) {
          context.diagnostics.add(
            .error(
              "W0645", "two choices have the answer `\(choice.answer)`", at: choice.span,
              related: [.init("the other one", at: other.span)],
              help: ["give one of them an answer of its own: `{ answer: …, do: [...] }`"]))
          return nil
        }
        choices.append(choice)
      }
      return choices
    }
  }

  private static func choice(_ entry: Node.Entry, _ context: ReadContext) -> PromptDraft.Choice? {
    let label = entry.name
    let inner = ReadContext(context.diagnostics, name: label)
    let place = entry.key.span
    if entry.value.items?.isEmpty == true || entry.value.isEmpty {
      return PromptDraft.Choice(label: label, answer: slug(label), steps: [], span: place)
    }
    if entry.value["answer"] != nil {
      let spelled = ValueReader<PromptDraft.Choice>.mapping("choice") { keys in
        let answer = keys.required("answer", ValueReader<String>.text)
        let steps = keys.optional("do", .workflowSteps) ?? []
        return answer.map { PromptDraft.Choice(label: label, answer: $0, steps: steps, span: place) }
      }
      return spelled.read(entry.value, inner)
    }
    return ValueReader<[StepDraft]>.workflowSteps.read(entry.value, inner).map {
      PromptDraft.Choice(label: label, answer: slug(label), steps: $0, span: place)
    }
  }

  /// `Not Now` as `not-now`.
  private static func slug(_ label: String) -> String {
    label.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }
}
