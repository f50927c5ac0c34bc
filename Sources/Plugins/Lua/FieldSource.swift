public import CEL

/// Something with named fields that are read only when a script asks for them, such as a row whose facts are computed
/// on demand. It is used during one call, on the thread of that call.
public protocol FieldSource: AnyObject {
  /// The fields there are, in order: what `pairs` visits.
  var fieldNames: [String] { get }

  /// The value of a field; nil when it is missing or there is no such field.
  func field(_ name: String) throws(EvaluationError) -> ScriptValue?
}

/// What a script is given: a value, or something to read fields from.
public enum ScriptValue {
  case value(Value)
  case fields(any FieldSource)
}

/// A Lua function of one interpreter. It means nothing to others.
public struct ScriptFunction: Sendable, Hashable {
  let reference: Int32
}

/// A function inside what the main chunk of a script returned, such as `{ km = function ... }`.
public final class FunctionValue: OpaqueValue {
  /// The function.
  public let function: ScriptFunction

  init(_ function: ScriptFunction) { self.function = function }

  /// `function`.
  public var typeName: String { "function" }

  /// Whether both are the same function of the same interpreter.
  public func isEqual(to other: any OpaqueValue) -> Bool {
    (other as? FunctionValue)?.function == function
  }

  public var description: String { "function" }
}
