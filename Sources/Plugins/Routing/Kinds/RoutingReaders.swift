internal import CEL
internal import RulesEngine

extension ValueReader where Value == [PreferenceDraft] {
  /// `{ favorite: <condition>, wait: 5m }`, or a list of such, the most preferred first.
  static var preferences: ValueReader<[PreferenceDraft]> { .oneOrMany(of: .preference) }
}

extension ValueReader where Value == PreferenceDraft {
  fileprivate static var preference: ValueReader<PreferenceDraft> {
    .mapping("preference") { keys in
      let wait = keys.optional("wait", .length)
      let others = keys.others()
      guard let entry = others.first, others.count == 1 else {
        keys.report(
          .error(
            "W0102", "a preference is one named condition, found \(others.count)", at: keys.node.headSpan,
            help: [
              "write `- { favorite: candidate.id in customer.favorite_ids }`, one for each step of a list"
            ]))
        return nil
      }
      let context = ReadContext(keys.diagnostics, name: entry.name)
      guard let condition = ValueReader<Node>.condition.read(entry.value, context) else { return nil }
      return PreferenceDraft(name: entry.key.located, condition: condition, wait: wait)
    }
  }
}

extension ValueReader where Value == (value: Node, weight: Double, span: SourceSpan) {
  /// `{ weight: 3, value: <expression> }`, or the expression alone.
  static var part: ValueReader<(value: Node, weight: Double, span: SourceSpan)> {
    .either(
      text: ValueReader<Node>.condition.then { node, _, _ in (node, 1, node.span) },
      mapping: .mapping("part of a score") { keys in
        let weight = keys.optional("weight", .weight) ?? 1
        let value = keys.required("value", .condition)
        let span = keys.entry("weight")?.value.span ?? keys.node.headSpan
        return value.map { ($0, weight, span) }
      })
  }
}

extension ValueReader where Value == Double {
  /// A weight: zero or more.
  static var weight: ValueReader<Double> {
    ValueReader<DecimalLiteral>.decimal.then { literal, node, context in
      if let weight = Double(literal.digits), weight >= 0 { return weight }
      context.diagnostics.add(
        .error(
          "W0639", "a weight is not negative", at: node.span,
          help: ["turn the value round instead: `1.0 - …` where less is better"]))
      return nil
    }
  }
}

extension ValueReader where Value == TieDraft {
  /// `longest_idle`, `fewest_jobs`, `{ lowest: … }` or `{ highest: … }`.
  static var tie: ValueReader<TieDraft> {
    .either(
      text: ValueReader<String>.choice(["longest_idle", "fewest_jobs"]).then { word, node, _ in
        word == "longest_idle" ? .longestIdle(node.span) : .fewestJobs(node.span)
      },
      mapping: .mapping("tie break") { keys in
        guard let entry = keys.exactlyOne(of: ["lowest", "highest"]),
          let value = keys.optional(entry.name, .condition)
        else { return nil }
        return entry.name == "lowest" ? .lowest(value) : .highest(value)
      })
  }
}

extension ValueReader where Value == OfferDraft {
  static var offer: ValueReader<OfferDraft> {
    .mapping("offer") { keys in
      let length = keys.required("for", .length)
      let response = keys.optional("on_reject", .choice(of: OfferDraft.Response.self)) ?? .next
      let accepted = keys.optional("accepted", .locatedIdentifier)
      let rejected = keys.optional("rejected", .locatedIdentifier)
      let condition = keys.optional("where", .condition)
      let key = keys.optional("key", .scalar)
      let actions = keys.optional("do", .steps) ?? []
      guard let length else { return nil }
      return OfferDraft(
        length: length, onReject: response, accepted: accepted, rejected: rejected, condition: condition,
        key: key,
        actions: actions, span: keys.node.headSpan)
    }
  }
}

extension ValueReader where Value == RelaxDraft {
  static var relax: ValueReader<RelaxDraft> {
    .mapping("step of `relax`") { keys in
      let after = keys.required("after", .length)
      let drop = keys.optional("drop", .oneOrMany(of: .locatedText)) ?? []
      let weights = keys.optional("weights", .table(of: .weight, count: 1...64)) ?? []
      if keys.entry("drop") == nil, keys.entry("weights") == nil {
        keys.report(
          .error(
            "W0102", "this step relaxes nothing", at: keys.node.headSpan,
            help: ["name a filter that no longer counts: `drop: distance`, or change `weights`"]))
      }
      return after.map {
        RelaxDraft(after: $0, drop: drop, weights: weights.map { ($0.key.located, $0.value) })
      }
    }
  }
}

extension ValueReader where Value == FallbackDraft {
  /// `{ queue: dispatch, priority: 50 }`, or the steps of a `do`.
  static var fallback: ValueReader<FallbackDraft> {
    ValueReader<FallbackDraft>("a queue or steps") { node, context in
      guard node["queue"] != nil else {
        return ValueReader<[ActionDraft]>.steps.read(node, context).map { .actions($0) }
      }
      return ValueReader<FallbackDraft>.mapping("fallback") { keys in
        let priority = keys.optional("priority", .scalar)
        return keys.required("queue", .scalar).map {
          .queue($0, priority: priority, keys.node.headSpan)
        }
      }.read(node, context)
    }
  }
}

extension ValueReader where Value == BacklogDraft {
  static var backlog: ValueReader<BacklogDraft> {
    .mapping("backlog") { keys in
      let events = keys.required("on", .oneOrMany(of: .locatedIdentifier))
      let entity = keys.required("of", .locatedIdentifier)
      let when = keys.optional("when", .condition)
      let condition = keys.optional("if", .condition)
      let order = keys.optional("order", .scalar)
      let priority = keys.optional("priority", .scalar)
      let most = keys.optional("max", .int(in: 1...100_000)) ?? 1_000
      guard let events, let entity else { return nil }
      return BacklogDraft(
        events: events, entity: entity, when: when, condition: condition, order: order, priority: priority,
        most: most, span: entity.span)
    }
  }
}
