internal import CEL
internal import CLuaBridge

/// The host's side of one interpreter: what the functions called from the border work on.
///
/// It lies behind a pointer that the sandbox keeps, so that a callback pays for no exclusivity checks; the interpreter
/// that owns both keeps it alive.
struct Session: ~Copyable {
  let functions: [HostFunction]
  let limits: ScriptLimits

  /// What the running call is about.
  var arguments = UnsafeBufferPointer<Value>(start: nil, count: 0)
  var sources: [ScriptValue] = []
  var context: AnyObject?

  /// Memory for the arguments of the next host function.
  var spare: [ScriptArgument] = []

  /// Lists, maps and others that the script holds by number until the call ends.
  var handles: [Handle] = []
  var errors: [EvaluationError] = []
  var builder = ResultBuilder()
  var texts = TextBuffer()
  let known = TextCache()

  init(_ limits: ScriptLimits, _ functions: [HostFunction]) {
    self.limits = limits
    self.functions = functions
  }

  /// Something that a script reads in parts.
  enum Handle {
    case value(Value)
    case fields(any FieldSource)
  }

  /// The result of the call that just ended.
  @inline(__always)
  mutating func takeResult(_ plain: bl_value) -> Value? {
    defer { endCall() }
    switch bl_kind(UInt32(plain.kind)) {
    case BL_DOUBLE: return .double(plain.number)
    case BL_INTEGER: return .int(plain.integer)
    case BL_BOOLEAN: return .bool(plain.boolean)
    case BL_NIL: return nil
    default: return builder.finished.first?.whole
    }
  }

  /// Forgets what belongs to one call only.
  @inline(__always)
  mutating func endCall() {
    handles.clear()
    if !errors.isEmpty { errors.removeAll() }
    builder.reset()
    context = nil
    arguments = UnsafeBufferPointer(start: nil, count: 0)
  }

  /// Keeps an error for the script, and for whoever called it.
  mutating func fail(_ error: EvaluationError, _ out: UnsafeMutablePointer<bl_value>) -> Bool {
    out.pointee.kind = Int32(BL_ERROR.rawValue)
    out.pointee.handle = Int32(clamping: errors.count)
    errors.append(error)
    return false
  }
}

/// Memory for one text on its way into Lua, which copies it before the next.
struct TextBuffer: ~Copyable {
  private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 1)

  deinit { memory.deallocate() }

  /// Copies octets to a place that stays valid until the next call.
  mutating func keep(_ octets: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
    if octets.count > memory.count {
      memory.deallocate()
      memory = .allocate(byteCount: octets.count * 2, alignment: 1)
    }
    memory.copyMemory(from: octets)
    return UnsafePointer(memory.baseAddress?.assumingMemoryBound(to: CChar.self))
  }
}
