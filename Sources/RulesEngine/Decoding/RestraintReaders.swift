package import CEL

extension ValueReader where Value == CooldownDraft {
  /// `30d`, or `{ for: 30d, key: customer.id }`.
  static var cooldown: ValueReader<CooldownDraft> {
    .either(
      text: ValueReader<Duration>.positive.then { length, node, _ in
        CooldownDraft(length: length, key: [], span: node.headSpan)
      },
      mapping: .mapping("cooldown") { keys in
        let length = keys.required("for", .positive)
        let key = keys.optional("key", .oneOrMany(of: ValueReader<Node>.scalar)) ?? []
        return length.map { CooldownDraft(length: $0, key: key, span: keys.node.headSpan) }
      })
  }
}

extension ValueReader where Value == CapDraft {
  /// `{ at_most: 2, per: 7d, by: customer.id, scope: messages, timezone: customer.timezone }`.
  static var cap: ValueReader<CapDraft> {
    .mapping("cap") { keys in
      let atMost = keys.required("at_most", .int(in: 1...1_000_000))
      let period = keys.required("per", .period)
      let by = keys.optional("by", .scalar)
      let scope = keys.optional("scope", .locatedIdentifier)
      let timezone = keys.optional("timezone", .scalar)
      guard let atMost, let period else { return nil }
      var cap = CapDraft(atMost: atMost, period: period, span: keys.node.headSpan)
      (cap.by, cap.scope, cap.timezone) = (by, scope, timezone)
      return cap
    }
  }
}

extension ValueReader where Value == CapDraft.Period {
  private static var words: [String] { ["calendar_day", "calendar_week", "calendar_month"] }

  /// A length of time up to now, or a stretch of the calendar.
  package static var period: ValueReader<CapDraft.Period> {
    ValueReader<String>.text.then { text, node, context in
      switch text {
      case "calendar_day": return .day
      case "calendar_week": return .week
      case "calendar_month": return .month
      default: break
      }
      guard text.utf8.first.map(NumberSyntax.isDigit) != true, text.utf8.first != 0x50 else {
        return ValueReader<Duration>.positive.read(node, context).map(CapDraft.Period.sliding)
      }
      let meant =
        words.first { $0.hasSuffix("_\(text.lowercased())") } ?? Suggestion.best(for: text, among: words)
      context.diagnostics.add(
        .error(
          "W0131", "`\(text)` is not a period", at: node.span,
          label:
            "expected a length of time such as `7d`, or \(words.map { "`\($0)`" }.joined(separator: ", "))",
          help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(node.span, $0) }))
      return nil
    }
  }
}

extension ValueReader where Value == Duration {
  /// A length of elapsed time that is not nothing.
  package static var positive: ValueReader<Duration> {
    ValueReader<Duration>.elapsed.then { length, node, context in
      if length > .zero { return length }
      context.diagnostics.add(
        .error("W0115", "`\(context.name)` must be longer than nothing", at: node.span))
      return nil
    }
  }
}
