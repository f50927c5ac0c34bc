/// Infers type variables by assignment, keeping the most general type met so far.
struct Unifier {
  private var bindings: [ValueType?] = []

  mutating func fresh() -> ValueType {
    bindings.append(nil)
    return .variable(bindings.count - 1)
  }

  /// The type a variable stands for, as far as known; other types as they are.
  func resolve(_ type: ValueType) -> ValueType {
    var type = type
    while case .variable(let number) = type, let bound = bindings[number] { type = bound }
    return type
  }

  /// The type with all known variables replaced, and the unknown ones by `dyn` when `final`.
  func substitute(_ type: ValueType, final: Bool = false) -> ValueType {
    switch resolve(type) {
    case .variable(let number): final ? .dyn : .variable(number)
    case .list(let element): .list(substitute(element, final: final))
    case .map(let key, let value): .map(substitute(key, final: final), substitute(value, final: final))
    case .optional(let inner): .optional(substitute(inner, final: final))
    case .type(let inner?): .type(substitute(inner, final: final))
    case .opaque(let name, let parameters):
      .opaque(name, parameters.map { substitute($0, final: final) })
    case let other: other
    }
  }

  /// Whether values of one type go where the other is expected; binds variables when they do.
  mutating func assign(_ from: ValueType, to: ValueType) -> Bool {
    let saved = bindings
    if matches(from, to) { return true }
    bindings = saved
    return false
  }

  /// As `assign`, for argument lists.
  mutating func assign(_ from: [ValueType], to: [ValueType]) -> Bool {
    guard from.count == to.count else { return false }
    let saved = bindings
    for (one, two) in zip(from, to) where !matches(one, two) {
      bindings = saved
      return false
    }
    return true
  }

  private mutating func matches(_ one: ValueType, _ two: ValueType) -> Bool {
    if case .variable(let number) = two, let answer = bind(number, to: one) { return answer }
    if case .variable(let number) = one, let answer = bind(number, to: two) { return answer }
    switch (one, two) {
    case (.dyn, _), (_, .dyn), (.error, _), (_, .error): return true
    case (.null, _): return Self.isNullable(two)
    case (_, .null): return Self.isNullable(one)
    case (.list(let first), .list(let second)), (.optional(let first), .optional(let second)):
      return matches(first, second)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      return matches(key, otherKey) && matches(value, otherValue)
    case (.opaque(let name, let parameters), .opaque(let other, let others)):
      guard name == other, parameters.count == others.count else { return false }
      for (first, second) in zip(parameters, others) where !matches(first, second) { return false }
      return true
    case (.type, .type): return true
    default: return one == two
    }
  }

  /// Nil when the variable cannot stand for the type but the types may still agree in another way.
  private mutating func bind(_ number: Int, to type: ValueType) -> Bool? {
    if type == .variable(number) { return true }
    guard let bound = bindings[number] else {
      guard !occurs(number, in: type) else { return nil }
      bindings[number] = type
      return true
    }
    if bound == type { return true }
    guard matches(type, bound) else { return false }
    let general = moreGeneral(type, bound)
    if !occurs(number, in: general) { bindings[number] = general }
    return true
  }

  private func occurs(_ number: Int, in type: ValueType) -> Bool {
    switch type {
    case .variable(let other):
      if other == number { return true }
      return bindings[other].map { occurs(number, in: $0) } ?? false
    case .list(let inner), .optional(let inner), .type(let inner?): return occurs(number, in: inner)
    case .map(let key, let value): return occurs(number, in: key) || occurs(number, in: value)
    case .opaque(_, let parameters): return parameters.contains { occurs(number, in: $0) }
    default: return false
    }
  }

  /// The type that admits more; the second when neither does.
  func moreGeneral(_ one: ValueType, _ two: ValueType) -> ValueType {
    Self.isAtLeastAsGeneral(one, two) ? one : two
  }

  private static func isAtLeastAsGeneral(_ one: ValueType, _ two: ValueType) -> Bool {
    switch (one, two) {
    case (.dyn, _), (.variable, _), (.error, _): true
    case (_, .dyn), (_, .variable): false
    case (_, .null): true
    case (.list(let first), .list(let second)), (.optional(let first), .optional(let second)):
      isAtLeastAsGeneral(first, second)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      isAtLeastAsGeneral(key, otherKey) && isAtLeastAsGeneral(value, otherValue)
    case (.opaque(let name, let parameters), .opaque(let other, let others)):
      name == other && zip(parameters, others).allSatisfy(isAtLeastAsGeneral)
    case (.type, .type): true
    default: one == two
    }
  }

  /// The types that `null` may stand for.
  private static func isNullable(_ type: ValueType) -> Bool {
    switch type {
    case .null, .timestamp, .duration, .optional, .opaque, .record: true
    default: false
    }
  }

  /// The common type of list elements, map keys or map values: the more general one, or `dyn`.
  mutating func join(_ previous: ValueType?, _ current: ValueType) -> ValueType {
    guard let previous else { return current }
    return assign(previous, to: current) ? moreGeneral(previous, current) : .dyn
  }
}
