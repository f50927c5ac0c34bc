/// What expressions may refer to: types, variables, constants and functions. Declared once, compiled against often.
public struct Environment: Sendable {
  /// The dialect.
  public let profile: Profile
  /// The namespace in which names are looked up first, such as `a.b`.
  public let container: String
  /// The limits of sources and evaluations.
  public let limits: Limits
  /// The currency of money literals without one.
  public let currency: Currency?
  /// Where time zones come from.
  public let zones: ZoneDatabase

  let builtIn: [TextKey: FunctionDeclaration]
  var records: [TextKey: RecordType] = [:]
  var variables: [TextKey: VariableDeclaration] = [:]
  var functions: [TextKey: FunctionDeclaration] = [:]

  /// An environment with the standard functions and nothing else.
  public init(
    profile: Profile, container: String = "", limits: Limits = .default, currency: Currency? = nil,
    zones: ZoneDatabase = .system
  ) {
    self.profile = profile
    self.container = container
    self.limits = limits
    self.currency = currency
    self.zones = zones
    builtIn = Functions.table(profile, zones)
    guard profile == .rules, let currency else { return }
    for function in Functions.amounts(currency) { register(function) }
  }

  /// Declares a record type, which variables and other types may then name.
  public mutating func declare(record: RecordType) { records[TextKey(record.name)] = record }

  /// Declares an input.
  public mutating func declare(variable name: String, type: ValueType, documentation: String? = nil) {
    variables[TextKey(name)] = VariableDeclaration(
      name: name, type: type, constant: nil, documentation: documentation)
  }

  /// Declares a name for a fixed value, folded into the programs. Keys of a map are reached with dots.
  public mutating func declare(constant name: String, value: Value) {
    variables[TextKey(name)] = VariableDeclaration(
      name: name, type: .dyn, constant: value, documentation: nil)
  }

  /// Adds a function; overloads join those already there under the same name.
  public mutating func register(_ function: FunctionDeclaration) {
    let key = TextKey(function.name)
    guard var known = functions[key] else {
      functions[key] = function
      return
    }
    known.overloads += function.overloads
    known.documentation = function.documentation ?? known.documentation
    known.resolve = function.resolve ?? known.resolve
    functions[key] = known
  }

  /// Puts a function in the place of all that is there under its name.
  public mutating func replace(_ function: FunctionDeclaration) {
    functions[TextKey(function.name)] = function
  }

  /// Compiles a source text. Slots that it reads are added to `slots`.
  ///
  /// - Parameter expecting: the type the result must have, for example `.bool` for a condition.
  public func compile(
    _ source: String, expecting: ValueType? = nil, slots: inout SlotTable
  ) throws(CompileError) -> Program {
    let checked = try check(source, expecting: expecting)
    return plan(checked, slots: &slots)
  }

  /// Reads and checks a source text without planning it, for tools.
  public func check(
    _ source: String, expecting: ValueType? = nil
  ) throws(CompileError) -> CheckedExpression {
    let syntax = try Parser.parse(source, profile: profile, limits: limits)
    return try Checker.check(syntax, self, expecting: expecting)
  }

  /// Reads a source text without looking at names and types.
  public func parse(_ source: String) throws(CompileError) -> Syntax {
    try Parser.parse(source, profile: profile, limits: limits)
  }

  /// Makes a program of a checked expression.
  public func plan(_ expression: CheckedExpression, slots: inout SlotTable) -> Program {
    var planner = Planner(expression, self, slots: slots, fuses: true)
    planner.run()
    slots = planner.slots
    let code = Code(
      plan: planner.plan, expression: expression, environment: self, paths: slots.paths,
      slots: planner.used.sorted())
    return Program(code: code)
  }
}

/// A declared variable or constant.
struct VariableDeclaration: Sendable {
  var name: String
  var type: ValueType
  var constant: Value?
  var documentation: String?
}
