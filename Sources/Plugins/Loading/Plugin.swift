public import CEL
internal import RulesEngine

/// A loaded plugin: immutable, and called from any thread.
public final class Plugin: Sendable {
  /// What its `plugin.yaml` says.
  package let manifest: PluginManifest
  /// SHA-256 over its files: with the rulebook's hash it names what a decision was made with.
  public let hash: String
  let pool: InterpreterPool
  /// Which of the bundle's exports are there.
  private let provided: Set<Int>

  init(manifest: PluginManifest, hash: String, pool: InterpreterPool, provided: Set<Int>) {
    self.provided = provided
    self.manifest = manifest
    self.hash = hash
    self.pool = pool
  }

  /// What it is called.
  public var name: String { manifest.name.value }

  /// The functions it adds to expressions.
  public var functions: [FunctionDeclaration] {
    manifest.functions.enumerated().map { index, function in
      let body = PluginFunctionBody(self, index)
      return FunctionDeclaration(
        name: function.name.value,
        overloads: [
          Overload(
            id: "plugin_" + function.name.value, parameters: function.parameters.map(\.value),
            result: function.result.value, isPure: function.isPure, cost: 100
          ) { arguments throws(EvaluationError) in try body.call(arguments) }
        ], documentation: function.documentation)
    }
  }

  /// The actions that it carries out itself: those declared actions for which it has a function.
  package var carriedOut: [PluginAction] {
    let first = manifest.functions.count + manifest.kinds.count + manifest.checks.count
    return manifest.actions.enumerated().compactMap { index, action in
      provided.contains(first + index) ? PluginAction(self, action, export: first + index) : nil
    }
  }

  /// Calls one of its functions, as an expression would.
  public func call(_ name: String, _ arguments: [Value]) throws(EvaluationError) -> Value {
    let found = manifest.functions.firstIndex { $0.name.value.utf8.elementsEqual(name.utf8) }
    guard let found else {
      throw EvaluationError(.unknownName, "plugin \(manifest.name.value) has no function \(name)")
    }
    let count = manifest.functions[found].parameters.count
    guard arguments.count == count else {
      throw EvaluationError(.noSuchOverload, "\(name) takes \(count) arguments")
    }
    let body = PluginFunctionBody(self, found)
    return try arguments.withUnsafeBufferPointer { buffer throws(EvaluationError) in try body.call(buffer) }
  }
}

/// One function of a plugin as expressions call it.
struct PluginFunctionBody: Sendable {
  let pool: InterpreterPool
  let plugin: String
  let name: String
  let index: Int
  let result: ValueType
  let isScorer: Bool

  init(_ plugin: Plugin, _ index: Int) {
    isScorer = plugin.manifest.functions[index].isScorer
    pool = plugin.pool
    self.plugin = plugin.manifest.name.value
    name = plugin.manifest.functions[index].name.value
    self.index = index
    result = plugin.manifest.functions[index].result.value
  }

  func call(_ arguments: UnsafeBufferPointer<Value>) throws(EvaluationError) -> Value {
    let value: Value?
    do throws(ScriptError) {
      value = try pool.use { instance throws(ScriptError) in
        guard let function = instance.exports[index] else {
          throw ScriptError(.runtime, "plugin \(plugin) has no function \(name)")
        }
        return try instance.call(function, arguments)
      }
    } catch {
      throw error.evaluationError
    }
    if let fitting = result.adapt(value) {
      if isScorer, case .double(let score) = fitting, !(0...1).contains(score) {
        throw EvaluationError(.failed, "\(name) returned \(fitting), and a score lies between 0 and 1")
      }
      return fitting
    }
    throw EvaluationError(
      .failed,
      "\(name) returned \(value.map { "\($0)" } ?? "nothing"), and plugin \(plugin) promises \(result.article)"
    )
  }
}
