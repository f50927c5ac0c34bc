/// A checked expression: its syntax with the type of each part.
public struct CheckedExpression: Sendable {
  /// The parsed expression.
  public internal(set) var syntax: Syntax
  /// The type of each node, by position.
  public internal(set) var types: [ValueType]
  /// The paths of inputs that are read, in order of appearance, each once.
  public internal(set) var paths: [[String]] = []

  var references: [Reference]
  /// The variables of macros: how many cells they need.
  var localCount = 0
  /// The cells of each macro's variables.
  var cells: [Syntax.ID: [Int]] = [:]
  /// Integers that are taken as doubles or decimals.
  var widened: [Syntax.ID: ValueType] = [:]
  /// How it was checked.
  var expecting: ValueType?
  var isLenient = false

  /// The type of the whole expression.
  public var type: ValueType { types.isEmpty ? .error : types[Int(syntax.root)] }
}
