internal import CEL
internal import RulesEngine

/// The Lua files that run together in one interpreter, and what they may do: a plugin's, or a rulebook's own.
struct ScriptBundle: Sendable {
  /// What the bundle is called in messages and logs.
  var name: String
  var limits = ScriptLimits.default
  var grants = Grants()
  var log = ScriptLog.none
  /// Lua text that sets the global `config`.
  var config = "config = {}"
  /// Dotted paths of functions in what the first main file returns.
  var exports: [String] = []
  /// Functions of the host beside those that all scripts have.
  var functions: [HostFunction] = []
  /// Files that are run, in order.
  var mains: [SourceFile] = []
  /// Files that `require` finds, by the names it knows them by.
  var modules: [(name: String, file: SourceFile)] = []
}

/// A bundle loaded into an interpreter of its own, used by one thread at a time.
///
/// `@unchecked Sendable`: a pool hands an instance to one thread and takes it back before the next has it.
final class ScriptInstance: @unchecked Sendable {
  private let interpreter: Interpreter
  /// The functions of the bundle's exports, in their order; nil for those that are not there.
  let exports: [ScriptFunction?]
  /// The rules that were declared, in order, each a map with its `id` and its function `run`.
  let rules: [Value]
  /// The function `run` of each.
  private let runs: [ScriptFunction?]

  /// What the first main file returned.
  private let main: Value?

  /// Loads a bundle.
  init(_ bundle: ScriptBundle) throws(ScriptError) {
    let library = HostLibrary(plugin: bundle.name, grants: bundle.grants, log: bundle.log)
    var interpreter = try Interpreter(
      limits: bundle.limits, functions: library.functions + [library.settings] + bundle.functions)
    let prelude = try interpreter.load(Prelude.source, file: Prelude.file)
    if let provide = interpreter.function("provide", in: prelude) {
      for module in bundle.modules {
        let chunk = try interpreter.compile(module.file.text, file: module.file.path)
        _ = try interpreter.call(provide, with: [.string(module.name), .opaque(FunctionValue(chunk))])
      }
    }
    _ = try interpreter.load(bundle.config, file: Prelude.file)
    var results: [Value?] = []
    for file in bundle.mains { results.append(try interpreter.load(file.text, file: file.path)) }
    var rules: [Value] = []
    if let list = interpreter.function("rules", in: prelude),
      case .list(let found)? = try interpreter.callForFunctions(list)
    {
      rules = found.elements
    }
    interpreter.seal()
    main = results.first ?? nil
    exports = bundle.exports.map { interpreter.function($0, in: results.first ?? nil) }
    self.rules = rules
    runs = rules.map { interpreter.function("run", in: $0) }
    self.interpreter = interpreter
  }

  /// The function of the rule at a position.
  func rule(_ index: Int) -> ScriptFunction? {
    runs.indices.contains(index) ? runs[index] : nil
  }

  /// A function of what the first main file returned.
  func function(_ path: String) -> ScriptFunction? { interpreter.function(path, in: main) }

  func call(_ function: ScriptFunction, with arguments: [Value]) throws(ScriptError) -> Value? {
    try interpreter.call(function, with: arguments)
  }

  func call(
    _ function: ScriptFunction, _ arguments: UnsafeBufferPointer<Value>
  ) throws(ScriptError) -> Value? {
    try interpreter.call(function, with: arguments)
  }

  func call(
    _ function: ScriptFunction, reading arguments: [ScriptValue], context: ScriptContext
  ) throws(ScriptError) -> Value? {
    try interpreter.call(function, reading: arguments, context: context)
  }

  var usage: ScriptUsage { interpreter.usage }

  /// Collects garbage when there is much of it.
  func tidy(above bytes: Int) {
    if interpreter.usage.memory > bytes { interpreter.collectGarbage() }
  }
}
