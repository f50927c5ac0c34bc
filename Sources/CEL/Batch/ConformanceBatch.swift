/// Evaluates expressions in bulk, one JSON object a line in and one a line out.
///
/// In: `{"expr": ..., "bindings"?, "type_env"?, "container"?, "disable_check"?, "check_only"?}`. Values are tagged
/// (`{"int": "1"}`), types are names or objects (`{"list": "int"}`). Out: `{"value": ...}`, `{"type": ...}`, both,
/// or `{"error": ..., "phase": "parse" | "check" | "eval"}`.
public enum ConformanceBatch {
  /// Answers one line.
  public static func answer(line: String) -> String {
    do {
      let request = try JSON(parsing: line)
      return answer(request).text
    } catch {
      return failure("the line is not JSON: \(error.message) at \(error.offset)", phase: "parse").text
    }
  }

  private static func failure(_ message: String, phase: String) -> JSON {
    ["error": .string(message), "phase": .string(phase)]
  }

  /// Answers one request.
  public static func answer(_ request: JSON) -> JSON {
    guard let source = request["expr"]?.stringValue else {
      return failure("there is no `expr`", phase: "parse")
    }
    let isUnchecked = request["disable_check"]?.boolValue ?? false
    var environment = Environment(profile: .standard, container: request["container"]?.stringValue ?? "")
    for entry in request["type_env"]?.arrayValue ?? [] { declare(entry, in: &environment) }
    let bindings = request["bindings"]?.objectValue ?? []
    if isUnchecked {
      // An unchecked program knows a name when there is a value for it.
      environment.variables = environment.variables.filter { request["bindings"]?[$0.key.text] != nil }
      for binding in bindings { environment.declare(variable: binding.name, type: .dyn) }
    }
    do {
      let syntax = try Parser.parse(source, profile: .standard, limits: environment.limits)
      let checked = try Checker.check(syntax, environment, expecting: nil, isLenient: isUnchecked)
      if request["check_only"]?.boolValue ?? false { return ["type": checked.type.batchJSON] }
      return evaluate(checked, environment, bindings, isUnchecked)
    } catch {
      return failure(error.description, phase: error.isSyntax ? "parse" : "check")
    }
  }

  private static func evaluate(
    _ checked: CheckedExpression, _ environment: Environment, _ bindings: [JSON.Member], _ isUnchecked: Bool
  ) -> JSON {
    var slots = SlotTable()
    let program = environment.plan(checked, slots: &slots)
    let frame = Frame()
    frame.prepare(slotCount: slots.count)
    for binding in bindings {
      guard let slot = slots.existingSlot(for: [binding.name]) else { continue }
      guard let value = Value(batchJSON: binding.value) else {
        return failure("the binding `\(binding.name)` is not a value", phase: "eval")
      }
      frame[slot] = value
    }
    do {
      let value = try program.evaluate(frame)
      guard !isUnchecked else { return ["value": value.batchJSON] }
      return ["value": value.batchJSON, "type": checked.type.batchJSON]
    } catch {
      return failure(error.description, phase: "eval")
    }
  }

  private static func declare(_ entry: JSON, in environment: inout Environment) {
    guard let name = entry["name"]?.stringValue else { return }
    guard let overloads = entry["overloads"]?.arrayValue else {
      let type = entry["type"].flatMap(ValueType.init(batchJSON:)) ?? .dyn
      environment.declare(variable: name, type: type)
      return
    }
    let made = overloads.map { overload in
      Overload(
        id: overload["id"]?.stringValue ?? name,
        parameters: (overload["params"]?.arrayValue ?? []).map { ValueType(batchJSON: $0) ?? .dyn },
        result: overload["result"].flatMap(ValueType.init(batchJSON:)) ?? .dyn,
        isMember: overload["member"]?.boolValue ?? false, isPure: false
      ) { (_) throws(EvaluationError) in
        throw EvaluationError(.failed, "`\(name)` has no implementation")
      }
    }
    environment.register(FunctionDeclaration(name: name, overloads: made))
  }
}
