extension Evaluator {
  private func name(_ it: PlanNode) -> String {
    if case .string(let name) = code.pointee.constants[Int(it.b)] { return name }
    return ""
  }

  func select(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    let operand = try value(it.a)
    if case .optional(let optional) = operand {
      guard let inner = optional.value else { return operand }
      return .optional(OptionalValue(try member(inner, it, node)))
    }
    let found = try member(operand, it, node)
    if it.flag == 1 { return .optional(found.map { OptionalValue($0) } ?? .none) }
    if let found { return found }
    if case .record = operand {
      throw fail(.missing, "`\(name(it))` is missing", node)
    }
    throw fail(.noSuchKey, "there is no key \(quoted(name(it)))", node)
  }

  /// The field of a map or record; nil when absent, a fault for other kinds.
  private func member(_ operand: Value, _ it: PlanNode, _ node: Int32) throws(Fault) -> Value? {
    switch operand {
    case .map(let map): return map[name(it)]
    case .record(let record):
      guard let index = record.layout.index(of: name(it), near: Int(it.c)) else { return nil }
      return record.values[index]
    default:
      throw fail(.noSuchOverload, "\(operand.kindName) has no field `\(name(it))`", node)
    }
  }

  func has(_ node: Int32, _ it: PlanNode) -> Truth {
    do {
      let operand = try value(it.a)
      guard case .optional(let optional) = operand else { return Truth(try member(operand, it, node) != nil) }
      guard let inner = optional.value else { return .no }
      return Truth(try member(inner, it, node) != nil)
    } catch {
      return .fault
    }
  }

  func index(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    let operand = try value(it.a)
    let key = try value(it.b)
    if case .optional(let optional) = operand {
      guard let inner = optional.value else { return operand }
      return .optional(OptionalValue(try element(inner, key, node, isOptional: true)))
    }
    let found = try element(operand, key, node, isOptional: it.flag == 1)
    if it.flag == 1 { return .optional(found.map { OptionalValue($0) } ?? .none) }
    guard let found else { throw fail(.noSuchKey, "there is no key \(key.description)", node) }
    return found
  }

  /// The element of a list or map; nil when absent.
  private func element(
    _ operand: Value, _ key: Value, _ node: Int32, isOptional: Bool
  ) throws(Fault) -> Value? {
    switch operand {
    case .list(let list):
      guard let position = Self.position(key) else {
        throw fail(.noSuchOverload, "a list position must be a whole number, not \(key.description)", node)
      }
      if list.elements.indices.contains(position) { return list.elements[position] }
      if isOptional { return nil }
      throw fail(.indexOutOfRange, "there is no position \(position) in a list of \(list.count)", node)
    case .map(let map):
      switch key {
      case .bool, .int, .uint, .double, .string: return map[key]
      default: throw fail(.noSuchOverload, "\(key.kindName) cannot be a map key", node)
      }
    case .record(let record):
      guard case .string(let name) = key else { break }
      return record[name]
    default: break
    }
    throw fail(.noSuchOverload, "\(operand.kindName) cannot be indexed with \(key.kindName)", node)
  }

  private static func position(_ key: Value) -> Int? {
    switch key {
    case .int(let number): Int(exactly: number)
    case .uint(let number): Int(exactly: number) ?? .max
    case .double(let number): Int(exactly: number)
    default: nil
    }
  }
}
