extension Kind {
  /// `workflow: ticket-follow-up`.
  static var workflow: Kind {
    Kind("workflow") { keys, definition, decoding in
      let header = keys.header("workflow", definition, readsErrors: false)
      let inputs = keys.optional("inputs", .fields) ?? []
      if inputs.isEmpty, keys.entry("inputs") == nil { _ = keys.required("on", .node) }
      var draft = WorkflowDraft(header: header, steps: [])
      draft.inputs = inputs
      draft.subject = keys.optional("subject", .locatedIdentifier)
      draft.readPolicies(keys)
      draft.steps = keys.required("steps", .workflowSteps) ?? []
      draft.errorSteps = keys.optional("on_error", .workflowSteps) ?? []
      draft.remember(decoding.roots)
      decoding.draft.workflows.append(draft)
    }
  }
}

extension WorkflowDraft {
  /// The keys that all kinds of workflows have beside their steps.
  package mutating func readPolicies(_ keys: MappingReader) {
    key = keys.optional("key", .scalar)
    mode = keys.optional("mode", .choice(of: RunMode.self)) ?? .single
    max = keys.optional("max", .int(in: 1...10_000)) ?? 10
    overflow = keys.optional("on_overflow", .choice(of: RunOverflow.self)) ?? .dropNew
    exclusive = keys.optional("exclusive", .locatedIdentifier)
    variables =
      keys.optional("vars", .table(of: .node))?.map { (name: $0.key.located, value: $0.value) } ?? []
    cancelOn = keys.optional("cancel_on", .oneOrMany(of: .awaited)) ?? []
    condition = keys.optional("while", .condition)
    migrations = keys.optional("migrate", .oneOrMany(of: .migration)) ?? []
  }

  /// Keeps the documents it was written as: what runs are pinned to.
  package mutating func remember(_ roots: [Node]) {
    hash = SHA256.hex(roots.flatMap { $0.fingerprint.utf8 })
    documents = roots.map { root in
      let start = root.source.bytes(ofLine: root.span.start.line).lowerBound
      let text = root.source.text(of: start..<root.range.upperBound)
      return SourceFile(path: root.span.file, text: text)
    }
  }
}

extension ValueReader where Value == AwaitedDraft {
  /// `ticket.resolved`, or `{ event: ticket.resolved, where: ..., key: ... }`.
  package static var awaited: ValueReader<AwaitedDraft> {
    .either(
      text: ValueReader<Located<String>>.locatedIdentifier.map { AwaitedDraft(events: [$0]) },
      mapping: .mapping("awaited event") { keys in
        let events = keys.required("event", .oneOrMany(of: .locatedIdentifier))
        let condition = keys.optional("where", .condition)
        let key = keys.optional("key", .scalar)
        return events.map { AwaitedDraft(events: $0, condition: condition, key: key) }
      })
  }
}

extension Node {
  /// SHA-256 over what is written, hex: comments, quotes and layout do not count, nor how runs of earlier versions
  /// come over.
  package var fingerprint: String {
    var bytes: [UInt8] = []
    appendMeaning(to: &bytes, without: "migrate")
    return SHA256.hex(bytes)
  }

  private func appendMeaning(to bytes: inout [UInt8], without name: String? = nil) {
    func open(_ tag: UInt8, _ count: Int) {
      bytes.append(tag)
      bytes += Array("\(count):".utf8)
    }
    switch content {
    case .scalar(let scalar):
      open(scalar.style == .plain ? UInt8(ascii: "p") : UInt8(ascii: "t"), scalar.text.utf8.count)
      bytes += Array(scalar.text.utf8)
    case .sequence(let items):
      open(UInt8(ascii: "l"), items.count)
      for item in items { item.appendMeaning(to: &bytes) }
    case .mapping(let all):
      let entries = all.filter { $0.name != name }
      open(UInt8(ascii: "m"), entries.count)
      for entry in entries {
        entry.key.appendMeaning(to: &bytes)
        entry.value.appendMeaning(to: &bytes)
      }
    }
  }
}
