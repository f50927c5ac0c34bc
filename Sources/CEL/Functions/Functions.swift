/// What a function's body gets.
typealias Arguments = UnsafeBufferPointer<Value>

/// The built-in functions.
enum Functions {
  /// The functions of a profile by name.
  static func table(_ profile: Profile, _ zones: ZoneDatabase) -> [TextKey: FunctionDeclaration] {
    guard zones === ZoneDatabase.system else { return make(profile, zones) }
    return profile == .rules ? rules : standard
  }

  private static let standard = make(.standard, .system)
  private static let rules = make(.rules, .system)

  private static func make(_ profile: Profile, _ zones: ZoneDatabase) -> [TextKey: FunctionDeclaration] {
    index(specified(zones) + (profile == .rules ? added(zones) : []))
  }

  /// The functions of the specification and of the extensions that both profiles have.
  private static func specified(_ zones: ZoneDatabase) -> [FunctionDeclaration] {
    core + conversions + timeParts(zones) + optionals + strings + moreStrings + mathematics + bits + encoders
      + network
  }

  /// The functions that only the rules profile has.
  private static func added(_ zones: ZoneDatabase) -> [FunctionDeclaration] {
    numbers + extremes + amounts + calendar(zones) + lists + moreLists + sets + patterns
  }

  private static func index(_ all: [FunctionDeclaration]) -> [TextKey: FunctionDeclaration] {
    var table: [TextKey: FunctionDeclaration] = [:]
    for function in all {
      table[TextKey(function.name), default: emptied(function)].overloads += function.overloads
    }
    return table
  }

  private static func emptied(_ function: FunctionDeclaration) -> FunctionDeclaration {
    var function = function
    function.overloads = []
    return function
  }
}

/// Short forms for declaring functions.
func function(_ name: String, _ overloads: Overload...) -> FunctionDeclaration {
  FunctionDeclaration(name: name, overloads: overloads)
}

func plain(
  _ parameters: [ValueType], _ result: ValueType, perElement: Double = 0.1, pure: Bool = true,
  _ body: @escaping Overload.Body
) -> Overload {
  Overload(
    id: parameters.map(\.description).joined(separator: "_"), parameters: parameters, result: result,
    isPure: pure, costPerElement: perElement, body: body)
}

func method(
  _ parameters: [ValueType], _ result: ValueType, perElement: Double = 0.1,
  _ body: @escaping Overload.Body
) -> Overload {
  Overload(
    id: parameters.map(\.description).joined(separator: "_"), parameters: parameters, result: result,
    isMember: true, costPerElement: perElement, body: body)
}

extension Functions {
  static let a = ValueType.parameter("A")
  static let b = ValueType.parameter("B")

  /// The most bytes or elements that one call may make.
  static let maxResult = 1 << 22

  static func wrong(_ value: Value, _ expected: String) -> EvaluationError {
    EvaluationError(.noSuchOverload, "expected \(expected), but found \(value.kindName)")
  }

  static func invalid(_ message: String) -> EvaluationError { EvaluationError(.invalidArgument, message) }

  static func tooLarge() -> EvaluationError { EvaluationError(.budget, "the result would be too large") }

  static func text(_ value: Value) throws(EvaluationError) -> String {
    if case .string(let text) = value { return text }
    throw wrong(value, "a string")
  }

  static func int(_ value: Value) throws(EvaluationError) -> Int64 {
    if case .int(let number) = value { return number }
    throw wrong(value, "an int")
  }

  static func list(_ value: Value) throws(EvaluationError) -> [Value] {
    if case .list(let list) = value { return list.elements }
    throw wrong(value, "a list")
  }

  static func instant(_ value: Value) throws(EvaluationError) -> Timestamp {
    if case .timestamp(let instant) = value { return instant }
    throw wrong(value, "a timestamp")
  }
}
