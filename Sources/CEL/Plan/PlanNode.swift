/// One instruction of a plan: what to do, and where its operands are.
struct PlanNode {
  /// What to do. The letters in the comments are the fields used.
  enum Op: UInt8 {
    /// a: constant
    case constant
    /// a: slot
    case slot
    /// a: slot; an optional of what it holds
    case optionalSlot
    /// a: slot; whether it holds a value
    case slotPresent
    /// a: cell
    case local
    /// a: cell, b: the value's node; evaluated at the first read
    case lazyLocal
    case now
    /// a: error
    case fail
    /// a: operand, b: name's constant, c: likely position, flag: optional
    case select
    /// a: operand, b: name's constant
    case has
    /// a: operand, b: index, flag: optional
    case index
    /// a: operand
    case not, negate, isNull
    /// a, b: operands, flag: operator
    case arithmetic
    /// a, b: operands, flag: relation
    case compare
    /// As compare; a selects a field of a local, b is a constant or a slot
    case memberCompare
    /// a, b
    case contains
    /// a: element, b: set
    case inSet
    /// a: first child, b: count
    case and, or
    /// a: condition, b: then, c: otherwise
    case conditional
    /// a: value, b: default
    case coalesce
    /// a: first child, b: count, c: 1 when some elements are optional
    case list
    /// a: first child (keys and values in turn), b: number of entries, c: 1 when some are optional
    case map
    /// a: call, b: first child, c: count
    case call
    /// a: loop
    case loop
    /// a: cell, b: value, c: body
    case bind
    /// a: target, b: body, c: cell, flag: flat
    case optionalMap
    /// a: operand, flag: 0 double, 1 decimal
    case widen
    /// a: slot, b: constant, flag: relation
    case slotCompare
    /// a: slot, b: set
    case slotInSet
    /// a: slot; it is true
    case slotTrue
    /// a: slot, b: constant
    case slotPrefix
    /// a, b: double operands, flag: operator or relation
    case doubleArithmetic, doubleCompare
    /// a: slot, b: constant, c: the slot's missing error; their product
    case doubleScale
    /// a, b: int operands, flag: operator or relation
    case intArithmetic, intCompare
    /// a: first child, b: count, flag: 1 for the greatest; double operands
    case doubleExtreme
  }

  var op: Op
  var flag: UInt8 = 0
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
}

/// The relations of comparing instructions.
enum Relation: UInt8 {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

  /// The relation of an instruction's flag, which the planner made of one.
  @inline(__always)
  init(flag: UInt8) { self = unsafeBitCast(flag, to: Relation.self) }

  init?(_ op: BinaryOperator) {
    switch op {
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    default: return nil
    }
  }

  /// The relation with its sides exchanged.
  var swapped: Relation {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }

  @inline(__always)
  func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }

  /// Nil when the values cannot be ordered.
  func holds(_ ordering: Ordering) -> Bool? {
    switch (self, ordering) {
    case (_, .incomparable), (_, .currencies): nil
    case (_, .unordered): self == .notEqual
    case (.equal, _): ordering == .equal
    case (.notEqual, _): ordering != .equal
    case (.less, _): ordering == .less
    case (.lessOrEqual, _): ordering != .greater
    case (.greater, _): ordering == .greater
    case (.greaterOrEqual, _): ordering != .less
    }
  }

  var symbol: String { ["==", "!=", "<", "<=", ">", ">="][Int(rawValue)] }
}

/// The operators of arithmetic instructions.
enum Arithmetic: UInt8 {
  case add, subtract, multiply, divide, remainder

  init?(_ op: BinaryOperator) {
    switch op {
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    case .remainder: self = .remainder
    default: return nil
    }
  }

  var symbol: String { ["+", "-", "*", "/", "%"][Int(rawValue)] }
}
