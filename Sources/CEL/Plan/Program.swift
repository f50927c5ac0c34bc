/// A compiled expression: immutable, shared freely between threads.
public struct Program: Sendable {
  let code: Code

  /// The source text.
  public var source: String { code.source }

  /// The type of the result.
  public var type: ValueType { code.type }

  /// Every slot it may read, ascending.
  public var slots: [Int] { code.slots }

  /// The result, when it is the same for every input.
  public var constant: Value? { code.constant }

  /// About how many steps an evaluation takes with small inputs.
  public var costEstimate: Int { code.costEstimate }

  /// The indexable boolean form.
  public var form: Form { code.form }
}
