internal import CEL
internal import RulesEngine

/// The functions that a plugin's scripts have beside Lua's own, each behind its grant.
struct HostLibrary {
  let plugin: String
  let grants: Grants
  let log: ScriptLog

  var functions: [HostFunction] {
    LogLevel.allCases.map { logFunction("log.\($0.rawValue)", $0) } + [logFunction("print", .info)] + world
      + requests
      + changes + facts
  }

  private func logFunction(_ path: String, _ level: LogLevel) -> HostFunction {
    HostFunction(path, takesTexts: true) { call throws(EvaluationError) in
      try require(.log, path)
      var words: [String] = []
      for index in 0..<call.count { words.append(try call.text(index)) }
      log.write(plugin, level, words.joined(separator: " "))
      return nil
    }
  }

  /// The settings of the rulebook, for the prelude, which hides it in `ctx`.
  var settings: HostFunction {
    HostFunction("rulebook_settings") { call throws(EvaluationError) in try context(call).settings }
  }

  /// Time and chance.
  private var world: [HostFunction] {
    [
      HostFunction("time.now") { call throws(EvaluationError) in .timestamp(try context(call).now) },
      HostFunction("random.number") { call throws(EvaluationError) in
        .double(Double(try context(call).nextRandom() >> 11) * 0x1p-53)
      },
      HostFunction("random.integer") { call throws(EvaluationError) in
        let (low, high) = (try call.int(0), try call.int(1))
        guard low <= high else {
          throw EvaluationError(.invalidArgument, "no integers from \(low) to \(high)")
        }
        let width = UInt64(bitPattern: high &- low)
        let bits = try context(call).nextRandom()
        let offset = width == .max ? bits : bits.multipliedFullWidth(by: width + 1).high
        return .int(low &+ Int64(bitPattern: offset))
      },
    ]
  }

  private var requests: [HostFunction] {
    [
      HostFunction("actions.request") { call throws(EvaluationError) in
        let name = try call.text(0)
        try require(.act, name)
        try context(call).add(.action(name: name, arguments: call.has(1) ? call.fields(1) : []))
        return nil
      },
      HostFunction("events.emit") { call throws(EvaluationError) in
        let type = try call.text(0)
        try require(.emit, type)
        let subject = call.has(2) ? try call.text(2) : nil
        try context(call).add(
          .event(type: type, subject: subject, data: call.has(1) ? call.fields(1) : []))
        return nil
      },
      HostFunction("http.get") { call throws(EvaluationError) in
        try require(.http, Self.host(of: try call.text(0)))
        throw EvaluationError(.unavailable, "scripts make no requests while a decision is made")
      },
    ]
  }

  /// Changes of the customer model.
  private var changes: [HostFunction] {
    [RowChange.Verb.insert, .upsert, .update, .delete].map { verb in
      HostFunction("model.\(verb.rawValue)") { call throws(EvaluationError) in
        let table = try call.text(0)
        try require(.writeModel, table)
        let isNew = verb == .insert || verb == .upsert
        try context(call).add(
          .change(
            verb: verb, table: table, filter: isNew ? [] : call.fields(1),
            values: verb == .delete ? [] : call.fields(isNew ? 1 : 2)))
        return nil
      }
    }
  }

  private var facts: [HostFunction] {
    ["get", "rows", "count", "sum", "min", "max"].map { verb in
      HostFunction("facts.\(verb)") { call throws(EvaluationError) in
        let path = try call.text(0)
        try require(.readFacts, path)
        if let value = try context(call).given[path] { return value }
        guard let ask = try context(call).facts else {
          throw EvaluationError(.unavailable, "there are no facts to ask about here")
        }
        let filter = call.has(1) ? try call.fields(1) : []
        return try ask(.init(verb: verb, path: path, filter: filter))
      }
    }
  }

  /// The context of a call; functions for expressions have none, so that they depend on their arguments alone.
  private func context(_ call: borrowing HostCall) throws(EvaluationError) -> ScriptContext {
    if let context = call.context as? ScriptContext { return context }
    throw EvaluationError(
      .unavailable,
      "\(call.name) is for rule scripts: a function for expressions depends on its arguments alone")
  }

  private func require(_ kind: Grants.Kind, _ name: String) throws(EvaluationError) {
    if grants.allows(kind, name) { return }
    let grant = kind == .log ? "`log`" : "`\(kind.rawValue): [\(name)]`"
    throw EvaluationError(
      .failed, "plugin \(plugin) may not use \(name): its plugin.yaml needs the grant \(grant)")
  }

  /// The host of an address; the whole text if it is none.
  static func host(of address: String) -> String {
    guard let start = address.firstRange(of: "://")?.upperBound else { return address }
    return String(address[start...].prefix { $0 != "/" && $0 != ":" && $0 != "?" && $0 != "#" })
  }
}
