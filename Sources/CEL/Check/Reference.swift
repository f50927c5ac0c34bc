/// What a syntax node turned out to mean.
enum Reference: Sendable {
  case none
  /// An input: the variable's name, and the fields of records below it.
  case path([String])
  /// A variable of a macro.
  case local(Int)
  /// A fixed value; the node and its parts are not evaluated.
  case constant(Value)
  /// A call of a function with the overloads that are still possible. `hasReceiver` tells whether the
  /// target of a method call is the first argument or part of the function's name.
  case function(name: String, overloads: [Overload], hasReceiver: Bool)
  /// Fails when evaluated: a name or function that an unchecked program could not resolve.
  case failure(EvaluationError)
  /// The instant of the evaluation.
  case now
  /// A field of a record, with its likely position.
  case field(Int)
}
