internal import CEL
internal import CLuaBridge

extension bl_value {
  init(_ kind: bl_kind) {
    self.init()
    self.kind = Int32(kind.rawValue)
  }

  /// The bytes of a decimal, an amount, an instant or a length of time: all are plain numbers of at most 32 bytes.
  @inline(__always)
  mutating func setExact<Exact>(_ kind: bl_kind, _ value: Exact) {
    assert(_isPOD(Exact.self) && MemoryLayout<Exact>.size <= 32 && MemoryLayout<Exact>.alignment <= 8)
    self.kind = Int32(kind.rawValue)
    withUnsafeMutableBytes(of: &exact) { memory in
      withUnsafeBytes(of: value) { memory.copyMemory(from: $0) }
    }
  }

  @inline(__always)
  func exact<Exact>(as type: Exact.Type) -> Exact {
    withUnsafeBytes(of: exact) { $0.load(as: type) }
  }
}

extension Session {
  /// Describes a value to the border.
  @inline(__always)
  mutating func write(_ value: Value, _ out: UnsafeMutablePointer<bl_value>) {
    switch value {
    case .int(let number):
      out.pointee.kind = Int32(BL_INTEGER.rawValue)
      out.pointee.integer = number
    case .double(let number):
      out.pointee.kind = Int32(BL_DOUBLE.rawValue)
      out.pointee.number = number
    case .string(let text): write(text, out)
    default: writeRest(value, out)
    }
  }

  private mutating func writeRest(_ value: Value, _ out: UnsafeMutablePointer<bl_value>) {
    switch value {
    case .null: out.pointee.kind = Int32(BL_NULL.rawValue)
    case .bool(let flag):
      out.pointee.kind = Int32(BL_BOOLEAN.rawValue)
      out.pointee.boolean = flag
    case .uint(let number):
      // Lua's integers are signed; larger numbers stay exact as decimals.
      guard let small = Int64(exactly: number) else {
        return out.pointee.setExact(BL_DECIMAL, Decimal(number))
      }
      write(.int(small), out)
    case .decimal(let decimal): out.pointee.setExact(BL_DECIMAL, decimal)
    case .money(let money): out.pointee.setExact(BL_MONEY, money)
    case .timestamp(let instant): out.pointee.setExact(BL_TIMESTAMP, instant)
    case .duration(let length): out.pointee.setExact(BL_DURATION, length)
    case .bytes(let bytes): bytes.octets.withUnsafeBytes { write(octets: $0, out) }
    case .type(let type): write(type.name, out)
    case .optional(let optional): write(optional.value, out)
    case .list: keep(.value(value), BL_LIST, out)
    case .map, .record: keep(.value(value), BL_MAP, out)
    case .opaque(let opaque): write(opaque, value, out)
    case .int, .double, .string: write(value, out)
    }
  }

  /// Describes arguments that are numbers and the like; false where there are others, or too many.
  @inline(__always)
  static func write(
    _ arguments: UnsafeBufferPointer<Value>, to out: UnsafeMutableBufferPointer<bl_value>
  ) -> Bool {
    guard arguments.count <= out.count, let first = out.baseAddress else { return false }
    for index in 0..<arguments.count {
      let place = first + index
      switch arguments[index] {
      case .double(let number):
        place.pointee.kind = Int32(BL_DOUBLE.rawValue)
        place.pointee.number = number
      case .int(let number):
        place.pointee.kind = Int32(BL_INTEGER.rawValue)
        place.pointee.integer = number
      case .bool(let flag):
        place.pointee.kind = Int32(BL_BOOLEAN.rawValue)
        place.pointee.boolean = flag
      case .decimal(let decimal): place.pointee.setExact(BL_DECIMAL, decimal)
      case .money(let money): place.pointee.setExact(BL_MONEY, money)
      case .timestamp(let instant): place.pointee.setExact(BL_TIMESTAMP, instant)
      case .duration(let length): place.pointee.setExact(BL_DURATION, length)
      default: return false
      }
    }
    return true
  }

  /// A value that may be missing.
  @inline(__always)
  mutating func write(_ value: Value?, _ out: UnsafeMutablePointer<bl_value>) {
    if let value { write(value, out) } else { out.pointee.kind = Int32(BL_NIL.rawValue) }
  }

  mutating func write(_ value: ScriptValue?, _ out: UnsafeMutablePointer<bl_value>) {
    switch value {
    case .value(let value): write(value, out)
    case .fields(let source): keep(.fields(source), BL_MAP, out)
    case nil: out.pointee.kind = Int32(BL_NIL.rawValue)
    }
  }

  @inline(__always)
  mutating func write(_ text: String, _ out: UnsafeMutablePointer<bl_value>) {
    var text = text
    text.withUTF8 { write(octets: UnsafeRawBufferPointer($0), out) }
  }

  private mutating func write(octets: UnsafeRawBufferPointer, _ out: UnsafeMutablePointer<bl_value>) {
    out.pointee.kind = Int32(BL_STRING.rawValue)
    out.pointee.string.bytes = texts.keep(octets)
    out.pointee.string.length = octets.count
  }

  private mutating func write(
    _ opaque: any OpaqueValue, _ value: Value, _ out: UnsafeMutablePointer<bl_value>
  ) {
    guard let function = (opaque as? FunctionValue)?.function else {
      return keep(.value(value), BL_OPAQUE, out)
    }
    out.pointee.kind = Int32(BL_FUNCTION.rawValue)
    out.pointee.handle = function.reference
  }

  private mutating func keep(_ handle: Handle, _ kind: bl_kind, _ out: UnsafeMutablePointer<bl_value>) {
    out.pointee.kind = Int32(kind.rawValue)
    out.pointee.handle = Int32(clamping: handles.count)
    handles.append(handle)
  }
}
