internal import CEL

extension MappingReader {
  /// The keys that all definitions that answer events have.
  ///
  /// - Parameter conditionKey: what the condition is called, where `if` is taken.
  package func header(
    _ kind: String, _ definition: Decoding.Definition, readsEvents: Bool = true, readsErrors: Bool = true,
    readsCap: Bool = true, conditionKey: String = "if"
  ) -> DefinitionHeader {
    var header = DefinitionHeader(kind: kind, id: definition.id)
    header.inputs = definition.inputs
    header.tenant = definition.tenant
    header.description = optional("description", ValueReader<String>.text)
    if readsEvents {
      header.on = optional("on", .oneOrMany(of: .locatedIdentifier)) ?? []
      header.condition = optional(conditionKey, .condition)
      header.priority = optional("priority", .int(in: -1_000_000...1_000_000)) ?? 0
      header.group = optional("group", ValueReader<String>.identifier)
      header.rollout = optional("rollout", .rollout)
      if let window = optional("effective", .effective) { (header.from, header.until) = window }
      header.cooldown = optional("cooldown", .cooldown)
      if readsCap { header.cap = optional("cap", .cap) }
      header.effectiveSpan = entry("effective")?.value.headSpan
    }
    if readsErrors { header.onError = optional("on_error", .choice(of: ErrorPolicy.self)) ?? .incident }
    header.isEnabled = optional("enabled", .bool) ?? true
    return header
  }
}

extension ValueReader where Value == (Timestamp?, Timestamp?) {
  /// `{ from: 2026-01-01, until: 2027-01-01 }`.
  fileprivate static var effective: ValueReader<(Timestamp?, Timestamp?)> {
    .mapping("effective") { keys in
      (keys.optional("from", .dateOrInstant), keys.optional("until", .dateOrInstant))
    }
  }
}

extension ValueReader where Value == RolloutDraft {
  /// `shadow`, or `{ percent: 20, by: customer.id, salt: x }`.
  fileprivate static var rollout: ValueReader<RolloutDraft> {
    .either(
      text: ValueReader<Node>.scalar.then { node, _, context in
        guard let text = node.text, text.utf8.first.map(NumberSyntax.isDigit) == true else {
          return ValueReader<String>.choice(["shadow"]).read(node, context).map { _ in
            RolloutDraft(basisPoints: nil)
          }
        }
        context.diagnostics.add(
          .error(
            "W0103", "a rollout is `shadow` or a mapping, found `\(text)`", at: node.span,
            help: ["write `{ percent: \(text) }`"], fix: .maybe(node.span, "{ percent: \(text) }")))
        return nil
      },
      mapping: .mapping("rollout") { keys in
        let share = keys.required("percent", .share)
        let by = keys.optional("by", .scalar)
        let salt = keys.optional("salt", ValueReader<String>.text)
        return share.map { RolloutDraft(basisPoints: $0, by: by, salt: salt) }
      })
  }
}

extension ValueReader where Value == Int {
  /// `20`, `12.5` or `12.5%` as hundredths of a percent.
  package static var share: ValueReader<Int> {
    ValueReader<String>.text.then { text, node, context in
      let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
      if let number = (try? DecimalLiteral.read(digits)).flatMap({ Decimal($0.digits) }),
        let points = number.multiplied(by: Decimal(100)), points >= Decimal(0), points <= Decimal(10_000),
        let whole = Int(points.rounded(toScale: 0)?.description ?? "")
      {
        return whole
      }
      context.diagnostics.add(
        .error(
          "W0117", "`\(text)` is not a percentage of the whole", at: node.span,
          label: "expected 0 to 100, for example `20` or `12.5`"))
      return nil
    }
  }
}
