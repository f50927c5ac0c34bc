/// A parsed expression: nodes in one array, addressed by position.
public struct Syntax: Sendable {
  /// The position of a node.
  public typealias ID = Int32

  /// One node with its place in the source.
  public struct Node: Sendable {
    /// What it is.
    public var kind: Kind
    /// Where it stands, in UTF-8 byte offsets.
    public var range: Range<Int> { Int(start)..<Int(end) }
    var start: Int32
    var end: Int32
    var depth: Int32
  }

  /// The kinds of nodes.
  public enum Kind: Sendable {
    /// A literal; a minus directly before a number is part of it.
    case literal(Value)
    /// A name; rooted when written with a leading dot.
    case name(String, rooted: Bool)
    /// `x.field`, or `x.?field` when optional.
    case select(ID, field: String, optional: Bool)
    /// `has(x.field)`, or `has(x.?field)`.
    case has(ID, field: String, optional: Bool)
    /// `x[i]`, or `x[?i]` when optional.
    case index(ID, ID, optional: Bool)
    case unary(UnaryOperator, ID)
    case binary(BinaryOperator, ID, ID)
    /// A chain of `&&` or of `||`.
    case logic(isAnd: Bool, [ID])
    case conditional(ID, ID, ID)
    /// `f(x)`; the name may be dotted.
    case call(String, [ID], rooted: Bool)
    /// `x.f(y)`.
    case method(ID, String, [ID])
    case list([Element])
    case map([Entry])
    case comprehension(Comprehension)
    /// `cel.bind(name, value, body)`.
    case bind(String, ID, ID)
    /// `x.optMap(name, body)`; flat for `optFlatMap`.
    case optionalMap(ID, String, ID, flat: Bool)
    /// Something that was reported already.
    case broken
  }

  /// An element of a list literal.
  public struct Element: Sendable {
    /// The element's expression.
    public var node: ID
    /// Written with a leading `?`.
    public var isOptional: Bool
  }

  /// An entry of a map literal.
  public struct Entry: Sendable {
    /// The key's expression.
    public var key: ID
    /// The value's expression.
    public var value: ID
    /// Written with a leading `?`.
    public var isOptional: Bool
  }

  /// A macro that walks a list or map.
  public struct Comprehension: Sendable {
    /// The macros by name.
    public enum Macro: String, Sendable {
      case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry, sortBy
    }
    /// Which macro it is.
    public var macro: Macro
    /// The list or map that is walked.
    public var range: ID
    /// The element, or the key of a map; the index or key in the two-variable forms.
    public var variable: String
    /// The second variable of the two-variable forms: the element or the value.
    public var second: String?
    /// The predicate, when there is one.
    public var filter: ID?
    /// What the macro makes of each element; for `all`, `exists` and `existsOne` the predicate itself.
    public var body: ID
    var variableRange: Range<Int>
  }

  /// All nodes; children stand before their parents.
  public internal(set) var nodes: [Node] = []
  /// The whole expression.
  public internal(set) var root: ID = 0
  /// The source text.
  public internal(set) var source: String = ""

  /// A node by position.
  public subscript(id: ID) -> Node { nodes[Int(id)] }

  /// The source text of a node.
  public func text(_ id: ID) -> String { text(self[id].range) }

  func text(_ range: Range<Int>) -> String {
    let utf8 = source.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: min(range.lowerBound, utf8.count))
    let end = utf8.index(utf8.startIndex, offsetBy: min(range.upperBound, utf8.count))
    return String(source[start..<end])
  }
}

/// The operators with one operand.
public enum UnaryOperator: String, Sendable {
  case not = "!"
  case negate = "-"
}

/// The operators with two operands, except `&&` and `||`.
public enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in` = "in"
  case coalesce = "??"

  var isOrder: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }

  var isArithmetic: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .remainder: true
    default: false
    }
  }
}
