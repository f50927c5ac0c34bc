public import CEL

/// A function that scripts can call.
///
/// ```swift
/// HostFunction("text.shout") { call throws(EvaluationError) in
///   .string(try call.text(0).uppercased())
/// }
/// ```
public struct HostFunction: Sendable {
  /// The implementation. Nil becomes `nil`; an error can be caught by the script.
  public typealias Body = @Sendable (borrowing HostCall) throws(EvaluationError) -> Value?

  /// The name; may be dotted, as in `log.info`. A leading `:` makes a method of decimals, money and times.
  public var path: String
  /// Whether every argument arrives as a text, as `print` needs it.
  public var takesTexts: Bool
  /// The implementation.
  public var body: Body

  /// A function.
  public init(_ path: String, takesTexts: Bool = false, _ body: @escaping Body) {
    self.path = path
    self.takesTexts = takesTexts
    self.body = body
  }
}

/// One call of a host function.
public struct HostCall: ~Copyable {
  private let passed: [ScriptArgument]
  /// What the caller of the script gave for this call; see ``Interpreter/call(_:with:context:)``.
  public let context: AnyObject?
  /// The function's name, for messages.
  public let name: String

  init(_ passed: [ScriptArgument], context: AnyObject?, name: String) {
    self.passed = passed
    self.context = context
    self.name = name
  }

  /// How many arguments the script passed, `nil` included.
  public var count: Int { passed.count }

  /// Whether there is an argument that is not `nil`.
  public func has(_ index: Int) -> Bool {
    guard passed.indices.contains(index) else { return false }
    if case .nothing = passed[index] { return false }
    return true
  }

  /// An argument; nil when there is none.
  public subscript(index: Int) -> Value? { passed.indices.contains(index) ? passed[index].whole : nil }

  /// The entries of a table with names, by name; none for an empty table.
  public func fields(_ index: Int) throws(EvaluationError) -> [(String, Value)] {
    switch passed.indices.contains(index) ? passed[index] : .nothing {
    case .fields(let entries): return entries
    case .value(.list(let list)) where list.isEmpty: return []
    case .value(.map(let map)):
      return zip(map.keys, map.values).compactMap { key, value in
        if case .string(let name) = key { (name, value) } else { nil }
      }
    default: throw mismatch(index, "a table with names")
    }
  }

  /// A text argument.
  public func text(_ index: Int) throws(EvaluationError) -> String {
    guard case .string(let text)? = self[index] else { throw mismatch(index, "a string") }
    return text
  }

  /// A whole number.
  public func int(_ index: Int) throws(EvaluationError) -> Int64 {
    guard case .int(let number)? = self[index] else { throw mismatch(index, "an integer") }
    return number
  }

  /// The error for an argument of another kind than `expected`.
  public func mismatch(_ index: Int, _ expected: String) -> EvaluationError {
    let found = self[index].map { "\($0)" } ?? "nothing"
    return EvaluationError(
      .invalidArgument, "argument \(index + 1) of \(name) must be \(expected), not \(found.prefix(60))")
  }
}
