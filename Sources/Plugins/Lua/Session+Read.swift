internal import CEL
internal import CLuaBridge

extension Session {
  /// The value that the border describes; nil for nothing.
  func read(_ value: borrowing bl_value) throws(EvaluationError) -> Value? {
    switch bl_kind(UInt32(value.kind)) {
    case BL_NULL: .null
    case BL_BOOLEAN: .bool(value.boolean)
    case BL_INTEGER: .int(value.integer)
    case BL_DOUBLE: .double(value.number)
    case BL_STRING: .string(text(value.string.bytes, value.string.length))
    case BL_DECIMAL: .decimal(value.exact(as: Decimal.self))
    case BL_MONEY: .money(value.exact(as: Money.self))
    case BL_TIMESTAMP: .timestamp(value.exact(as: Timestamp.self))
    case BL_DURATION: .duration(value.exact(as: Duration.self))
    case BL_LIST, BL_MAP, BL_OPAQUE: try whole(value.handle)
    case BL_ERROR: error(value.handle).map { .string($0.message) }
    case BL_FUNCTION: .opaque(FunctionValue(ScriptFunction(reference: value.handle)))
    default: nil
    }
  }

  func text(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> String {
    known.text(UnsafeRawBufferPointer(start: bytes, count: count))
  }

  func handle(_ number: Int32) -> Handle? {
    handles.indices.contains(Int(number)) ? handles[Int(number)] : nil
  }

  func error(_ number: Int32) -> EvaluationError? {
    errors.indices.contains(Int(number)) ? errors[Int(number)] : nil
  }

  /// What a handle stands for; fields read on demand are all read.
  private func whole(_ number: Int32) throws(EvaluationError) -> Value? {
    switch handle(number) {
    case .value(let value): return value
    case .fields(let source):
      var left = limits.resultValues
      return try whole(source, depth: 0, &left)
    case nil: return nil
    }
  }

  private func whole(
    _ source: any FieldSource, depth: Int, _ left: inout Int
  ) throws(EvaluationError) -> Value {
    var entries: [(String, Value)] = []
    for name in source.fieldNames {
      left -= 1
      guard left > 0, depth < limits.resultDepth else {
        throw EvaluationError(.budget, "what a script passes on is too large")
      }
      switch try source.field(name) {
      case .value(let value): entries.append((name, value))
      case .fields(let inner): entries.append((name, try whole(inner, depth: depth + 1, &left)))
      case nil: break
      }
    }
    return .map(Map(entries))
  }
}

extension Session {
  /// The error of an outcome; nil if it is none.
  func failure(_ outcome: bl_outcome, _ sandbox: OpaquePointer) -> ScriptError? {
    guard outcome != BL_OK, let failure = bl_last_failure(sandbox)?.pointee else { return nil }
    let places = places(of: failure)
    switch outcome {
    case BL_FAILED_GAS:
      return ScriptError(.steps, "the script took more than \(limits.steps) steps", places: places)
    case BL_FAILED_TIME:
      return ScriptError(.time, "the script took longer than \(limits.milliseconds) ms", places: places)
    case BL_FAILED_MEMORY:
      return ScriptError(
        .memory, "the script needs more than \(limits.memory >> 10) KiB, or one block of it is too large",
        places: places)
    case BL_FAILED_HOST:
      let cause = error(failure.host_error)
      return ScriptError(
        .host, cause?.message ?? "a function of the host failed", places: places, cause: cause)
    default:
      return ScriptError(Self.kinds[outcome.rawValue] ?? .runtime, message(of: failure), places: places)
    }
  }

  private static let kinds: [UInt32: ScriptError.Kind] = [
    BL_FAILED_SYNTAX.rawValue: .syntax, BL_FAILED_SOURCE.rawValue: .source, BL_FAILED_VALUE.rawValue: .result,
    BL_FAILED_RUNTIME.rawValue: .runtime,
  ]

  private func message(of failure: bl_failure) -> String {
    withUnsafeBytes(of: failure.message) { bytes in
      String(decoding: bytes.prefix(max(0, Int(failure.message_length))), as: UTF8.self)
    }
  }

  private func places(of failure: bl_failure) -> [ScriptPlace] {
    withUnsafeBytes(of: failure.places) { bytes in
      bytes.bindMemory(to: bl_place.self).prefix(max(0, Int(failure.place_count))).map { place in
        let file = withUnsafeBytes(of: place.chunk) { name in
          String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        }
        let call = withUnsafeBytes(of: place.call) { text in
          String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
        return ScriptPlace(file: file, line: Int(place.line), call: call.isEmpty ? nil : call)
      }
    }
  }
}
