/// A function that expressions can call: one name, one or more overloads.
public struct FunctionDeclaration: Sendable {
  /// The name; may be dotted, as in `geo.km`.
  public var name: String
  /// The signatures with their implementations.
  public var overloads: [Overload]
  /// A sentence for editors and messages.
  public var documentation: String?
  /// Decides the result type from the arguments, or refuses the call with a message; nil keeps the overloads' own.
  public var resolve: (@Sendable ([ArgumentInfo]) -> SignatureResult)?

  /// A function.
  public init(
    name: String, overloads: [Overload], documentation: String? = nil,
    resolve: (@Sendable ([ArgumentInfo]) -> SignatureResult)? = nil
  ) {
    self.name = name
    self.overloads = overloads
    self.documentation = documentation
    self.resolve = resolve
  }
}

/// One signature of a function.
public struct Overload: Sendable {
  /// The implementation: gets exactly the declared number of arguments.
  public typealias Body = @Sendable (UnsafeBufferPointer<Value>) throws(EvaluationError) -> Value

  /// A stable id, for example `geo_km`.
  public var id: String
  /// The parameter types; for a method the first is the receiver.
  public var parameters: [ValueType]
  /// The result type.
  public var result: ValueType
  /// Whether it is called as `x.f(y)` rather than `f(x, y)`.
  public var isMember: Bool
  /// Whether calls with constant arguments may be evaluated at compile time.
  public var isPure: Bool
  /// The steps a call costs.
  public var cost: Int
  /// The steps a call costs for each element or byte of its arguments.
  public var costPerElement: Double
  /// The implementation.
  public var body: Body

  /// An overload.
  public init(
    id: String, parameters: [ValueType], result: ValueType, isMember: Bool = false, isPure: Bool = true,
    cost: Int = 1, costPerElement: Double = 0.1, body: @escaping Body
  ) {
    self.id = id
    self.parameters = parameters
    self.result = result
    self.isMember = isMember
    self.isPure = isPure
    self.cost = cost
    self.costPerElement = costPerElement
    self.body = body
  }
}

/// What the checker knows about an argument of a call.
public struct ArgumentInfo: Sendable {
  /// The argument's type.
  public var type: ValueType
  /// The value when it is constant.
  public var constant: Value?
  /// For a map literal, its keys when all are constant.
  public var keys: [Value]?
  /// For a map literal with constant keys, the types of its values in the order of `keys`.
  public var valueTypes: [ValueType]?

  /// What is known about an argument.
  public init(
    type: ValueType, constant: Value? = nil, keys: [Value]? = nil, valueTypes: [ValueType]? = nil
  ) {
    self.type = type
    self.constant = constant
    self.keys = keys
    self.valueTypes = valueTypes
  }
}

/// What a `resolve` hook says about a call.
public enum SignatureResult: Sendable {
  /// The overloads' own result type stands.
  case standard
  /// The call has this type.
  case type(ValueType)
  /// The call is wrong; `argument` is the position to point at, `suggestion` a replacement text for it.
  case refuse(message: String, argument: Int?, suggestion: String?)
}
