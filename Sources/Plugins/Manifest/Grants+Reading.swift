internal import CEL
internal import RulesEngine

extension ValueReader where Value == Grants {
  /// `[log, facts.read]`, or a mapping that says how much: `{ facts.read: [customer.tier], log: all }`.
  static var grants: ValueReader<Grants> {
    .either(
      list: ValueReader<[String]>.list(of: .choice(names), count: 0...50).map { names in
        var grants = Grants()
        for name in names { Grants.Kind(rawValue: name).map { grants.grant($0) } }
        return grants
      },
      mapping: .mapping("grants") { keys in
        var grants = Grants()
        for kind in Grants.Kind.allCases {
          if let scope = keys.optional(kind.rawValue, .scope) { grants.grant(kind, scope) }
        }
        return grants
      })
  }

  private static var names: [String] { Grants.Kind.allCases.map(\.rawValue) }
}

extension ValueReader where Value == Grants.Scope {
  /// `all`, or a list of names.
  fileprivate static var scope: ValueReader<Grants.Scope> {
    .either(
      text: ValueReader<String>.choice(["all"]).map { _ in .all },
      list: ValueReader<[String]>.list(of: ValueReader<String>.text, count: 1...200).map { .only($0) })
  }
}

extension ValueReader where Value == ScriptLimits {
  /// `{ instructions: 1000000, memory: 8MiB, time: 50ms }`.
  static var scriptLimits: ValueReader<ScriptLimits> {
    .mapping("limits") { keys in
      let standard = ScriptLimits.default
      let steps = keys.optional("instructions", .int(in: 1_000...1_000_000_000))
      let memory = keys.optional("memory", .memorySize)
      let time = keys.optional("time", .milliseconds)
      return ScriptLimits(
        steps: steps.map(Int64.init) ?? standard.steps, milliseconds: time ?? standard.milliseconds,
        memory: memory ?? standard.memory)
    }
  }
}

extension ValueReader where Value == Int {
  /// `8MiB` or `512KiB`, in bytes.
  fileprivate static var memorySize: ValueReader<Int> {
    ValueReader<String>.text.then { text, node, context in
      for (unit, size) in [("KiB", 1 << 10), ("MiB", 1 << 20)] where text.hasSuffix(unit) {
        guard let count = Int(text.dropLast(3)), count > 0, count <= 1 << 20, count * size <= 1 << 30 else {
          break
        }
        return count * size
      }
      context.diagnostics.add(
        .error(
          "W0115", "`\(text)` is not an amount of memory", at: node.span,
          label: "expected 1KiB to 1024MiB, for example `8MiB`"))
      return nil
    }
  }

  fileprivate static var milliseconds: ValueReader<Int> {
    ValueReader<Duration>.elapsed.then { length, node, context in
      let milliseconds = length.nanoseconds / 1_000_000
      if (1...60_000).contains(milliseconds) { return Int(milliseconds) }
      context.diagnostics.add(
        .error("W0115", "`\(context.name)` is out of range", at: node.span, label: "expected 1ms to 60s"))
      return nil
    }
  }
}
