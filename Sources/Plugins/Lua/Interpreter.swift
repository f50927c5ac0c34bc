public import CEL
internal import CLuaBridge

/// A Lua interpreter behind a wall: scripts reach nothing but values they are given and functions registered here, and
/// every call ends within its limits.
///
/// It is owned by one thread or actor at a time, and not called by a function that it called. No Lua error crosses Swift code; failures arrive as ``ScriptError``.
/// ```swift
/// var interpreter = try Interpreter()
/// let module = try interpreter.load("return { double = function(x) return 2 * x end }", file: "main.lua")
/// let function = interpreter.function("double", in: module)!
/// let result = try interpreter.call(function, with: [.int(21)])   // 42
/// ```
public struct Interpreter: ~Copyable {
  private let sandbox: OpaquePointer
  private let memory: UnsafeMutablePointer<Session>

  /// Opens an interpreter.
  ///
  /// - Parameter functions: what scripts can call besides the library.
  public init(limits: ScriptLimits = .default, functions: [HostFunction] = []) throws(ScriptError) {
    let memory = UnsafeMutablePointer<Session>.allocate(capacity: 1)
    memory.initialize(to: Session(limits, StandardFunctions.all + functions))
    do throws(ScriptError) {
      sandbox = try Self.open(limits, memory)
      self.memory = memory
    } catch {
      Self.free(memory)
      throw error
    }
  }

  private static func open(
    _ limits: ScriptLimits, _ memory: UnsafeMutablePointer<Session>
  ) throws(ScriptError) -> OpaquePointer {
    var host = Session.callbacks(memory)
    var raw = limits.raw
    guard let sandbox = bl_open(&raw, &host) else {
      throw ScriptError(.unavailable, "no memory for a Lua interpreter")
    }
    for (index, function) in memory.pointee.functions.enumerated() {
      let outcome = bl_register(sandbox, function.path, Int32(index), function.takesTexts)
      guard let error = memory.pointee.failure(outcome, sandbox) else { continue }
      bl_close(sandbox)
      throw error
    }
    return sandbox
  }

  private static func free(_ memory: UnsafeMutablePointer<Session>) {
    memory.deinitialize(count: 1)
    memory.deallocate()
  }

  deinit {
    bl_close(sandbox)
    Self.free(memory)
  }

  /// Compiles a file and runs it; its result holds functions as ``FunctionValue``.
  ///
  /// - Parameter file: the name in messages; at most 59 bytes are shown.
  public mutating func load(_ source: String, file: String) throws(ScriptError) -> Value? {
    try run(compile(source, file: file), functions: true)
  }

  /// Compiles a file without running it.
  public mutating func compile(_ source: String, file: String) throws(ScriptError) -> ScriptFunction {
    var reference: Int32 = -1
    var source = source
    let outcome = source.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        bl_compile(sandbox, characters.baseAddress, characters.count, "=\(file)", &reference)
      }
    }
    if let error = memory.pointee.failure(outcome, sandbox) { throw error }
    return ScriptFunction(reference: reference)
  }

  /// From now on scripts can set no globals: calls keep nothing for one another there.
  public mutating func seal() { bl_seal(sandbox) }

  /// Calls a function and gives its first result; nil for none.
  ///
  /// - Parameter context: handed to host functions that the script calls.
  public func call(
    _ function: ScriptFunction, with arguments: [Value], context: AnyObject? = nil
  ) throws(ScriptError) -> Value? {
    try arguments.withUnsafeBufferPointer { arguments throws(ScriptError) in
      try call(function, with: arguments, context: context)
    }
  }

  /// As `call(_:with:context:)`, for arguments in memory of the caller's.
  @inline(__always)
  public func call(
    _ function: ScriptFunction, with arguments: UnsafeBufferPointer<Value>, context: AnyObject? = nil
  ) throws(ScriptError) -> Value? {
    memory.pointee.context = context
    var result = bl_value()
    let outcome = withUnsafeTemporaryAllocation(of: bl_value.self, capacity: Self.maxPlain) { plain in
      let isPlain = Session.write(arguments, to: plain)
      if !isPlain { memory.pointee.arguments = arguments }
      return bl_call(
        sandbox, function.reference, Int32(clamping: arguments.count), isPlain ? plain.baseAddress : nil,
        false,
        &result)
    }
    return try finish(outcome, result)
  }

  /// Up to so many numbers are handed over at once.
  private static let maxPlain = 8

  /// As `call(_:with:context:)`, for arguments whose fields are read on demand.
  public func call(
    _ function: ScriptFunction, reading arguments: [ScriptValue], context: AnyObject? = nil
  ) throws(ScriptError) -> Value? {
    memory.pointee.context = context
    memory.pointee.sources = arguments
    var result = bl_value()
    let outcome = bl_call(
      sandbox, function.reference, Int32(clamping: arguments.count), nil, false, &result)
    memory.pointee.sources = []
    return try finish(outcome, result)
  }

  /// As `call(_:with:context:)`, for results that may hold functions.
  func callForFunctions(_ function: ScriptFunction) throws(ScriptError) -> Value? {
    var result = bl_value()
    let outcome = bl_call(sandbox, function.reference, 0, nil, true, &result)
    return try finish(outcome, result)
  }

  /// The function that a dotted path leads to in what ``load(_:file:)`` returned.
  public func function(_ path: String, in module: Value?) -> ScriptFunction? {
    var value = module
    for name in path.split(separator: ".", omittingEmptySubsequences: false) {
      guard case .map(let map)? = value else { return nil }
      value = map[String(name)]
    }
    guard case .opaque(let opaque)? = value else { return nil }
    return (opaque as? FunctionValue)?.function
  }

  /// What the last call took.
  public var usage: ScriptUsage {
    let usage = bl_last_usage(sandbox)
    return ScriptUsage(
      steps: max(0, usage.gas), memory: usage.memory, peakMemory: usage.peak, refusals: Int(usage.refusals))
  }

  /// Collects garbage: for a pause between calls.
  public func collectGarbage() { bl_collect(sandbox) }

  /// For tests: refuses the `number`-th growing allocation from now on, or all from it on. 0 ends that.
  mutating func refuseAllocation(_ number: UInt64, andLater: Bool = false) {
    bl_refuse_allocations(sandbox, number, andLater)
  }

  private func run(_ chunk: ScriptFunction, functions: Bool) throws(ScriptError) -> Value? {
    var result = bl_value()
    let outcome = bl_call(sandbox, chunk.reference, 0, nil, functions, &result)
    bl_release(sandbox, chunk.reference)
    return try finish(outcome, result)
  }

  @inline(__always)
  private func finish(_ outcome: bl_outcome, _ result: bl_value) throws(ScriptError) -> Value? {
    if outcome == BL_OK { return memory.pointee.takeResult(result) }
    let error = memory.pointee.failure(outcome, sandbox)
    memory.pointee.endCall()
    throw error ?? ScriptError(.runtime, "the call failed")
  }
}

extension ScriptLimits {
  /// One insertion can rehash a table of this many bytes in a single step.
  private static let blockBytes = 512 << 10

  var raw: bl_limits {
    bl_limits(
      gas: steps, nanoseconds: UInt64(milliseconds) * 1_000_000, memory: memory, block: Self.blockBytes,
      string: textBytes, source: sourceBytes, nodes: Int32(clamping: resultValues),
      depth: Int32(clamping: resultDepth), coroutines: allowsCoroutines)
  }
}
