internal import CEL
internal import Synchronization

/// The tables that expressions may call by name. Filled while linking, read ever after.
final class TableRegistry: Sendable {
  private let tables = Mutex<[String: DecisionTable]>([:])

  func add(_ table: DecisionTable) { tables.withLock { $0[table.name] = table } }

  /// The outputs of a table for inputs given by name.
  func call(_ name: String, _ inputs: Map) throws(EvaluationError) -> Value {
    guard let table = tables.withLock({ $0[name] }) else {
      throw EvaluationError(.invalidArgument, "no table `\(name)` is known")
    }
    let values = table.inputs.map { inputs[$0.name] }
    let match = try table.match(values, MatchScratch()) { row throws(EvaluationError) in
      let plans = row.map { table.results[$0] } ?? table.fallback ?? []
      var outputs: [Value] = []
      for plan in plans {
        guard let value = plan.constant else {
          throw EvaluationError(.invalidArgument, "table `\(name)` has computed outputs and cannot be called")
        }
        outputs.append(value)
      }
      return outputs
    }
    guard let hit = match.hits.first else {
      throw EvaluationError(.missing, "no row of table `\(name)` fits, and it has no default")
    }
    let layout = RecordLayout(typeName: Linker.outputType(name), fields: table.outputs.map(\.name))
    return .record(Record(layout: layout, values: hit))
  }
}

extension Linker {
  /// The record type of a table's outputs.
  static func outputType(_ table: String) -> String { "table \(table)" }

  /// `table("name", {input: value})` in expressions: the outputs of the first hit.
  func declareTableFunction() {
    let names = draft.tables.map(\.header.id.value)
    let inputs = Dictionary(
      draft.tables.map { ($0.header.id.value, $0.inputs.map(\.name.value)) },
      uniquingKeysWith: { first, _ in first })
    let registry = tables
    let overload = Overload(
      id: "table_string_map", parameters: [.string, .map(.string, .dyn)], result: .dyn, isPure: false,
      cost: 20
    ) { arguments throws(EvaluationError) in
      guard case .string(let name) = arguments[0], case .map(let map) = arguments[1] else {
        throw EvaluationError(.noSuchOverload, "table(name, {inputs}) expects text and a map")
      }
      return try registry.call(name, map)
    }
    base.register(
      FunctionDeclaration(
        name: "table", overloads: [overload],
        documentation:
          "The outputs of a decision table: table(\"commission\", {\"amount\": event.amount}).percent"
      ) { arguments in
        guard case .string(let name)? = arguments.first?.constant else {
          return .refuse(message: "the table's name must be written out", argument: 0, suggestion: nil)
        }
        guard let wanted = inputs[name] else {
          return .refuse(
            message: "no table `\(name)` is known", argument: 0,
            suggestion: Suggestion.best(for: name, among: names).map { "\"\($0)\"" })
        }
        for case .string(let key) in arguments.count > 1 ? arguments[1].keys ?? [] : []
        where !wanted.contains(key) {
          let known = wanted.map { "`\($0)`" }.joined(separator: ", ")
          return .refuse(
            message: "table `\(name)` has no input `\(key)`, only \(known)", argument: 1, suggestion: nil)
        }
        return .type(.record(Linker.outputType(name)))
      })
  }
}
