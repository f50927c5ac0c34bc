extension Functions {
  static let conversions: [FunctionDeclaration] = [
    FunctionDeclaration(
      name: "int",
      overloads: [ValueType.int, .uint, .double, .string, .timestamp].map { plain([$0], .int, toInt) }),
    FunctionDeclaration(
      name: "uint", overloads: [ValueType.int, .uint, .double, .string].map { plain([$0], .uint, toUInt) }),
    FunctionDeclaration(
      name: "double",
      overloads: [ValueType.int, .uint, .double, .string].map { plain([$0], .double, toDouble) }),
    function("bool", plain([.bool], .bool, toBool), plain([.string], .bool, toBool)),
    FunctionDeclaration(
      name: "string",
      overloads: [
        ValueType.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .opaque("net.IP", []),
        .opaque("net.CIDR", []),
      ].map { plain([$0], .string, toText) }),
    function(
      "bytes", plain([.bytes], .bytes) { $0[0] },
      plain([.string], .bytes) { (it) throws(EvaluationError) in
        .bytes(Bytes(utf8: try text(it[0])))
      }),
    FunctionDeclaration(
      name: "timestamp",
      overloads: [ValueType.string, .int, .timestamp].map { plain([$0], .timestamp, toTimestamp) }),
    function("duration", plain([.duration], .duration, toDuration), plain([.string], .duration, toDuration)),
  ]

  @Sendable static func toInt(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .int: return it[0]
    case .uint(let number): return .int(try exact(Int64(exactly: number), it[0], "an int"))
    case .double(let number):
      guard number > -9_223_372_036_854_775_808, number < 9_223_372_036_854_775_808 else {
        throw outOfRange(it[0], "an int")
      }
      return .int(Int64(number))
    case .string(let text): return .int(try exact(Int64(text), it[0], "an int"))
    case .timestamp(let instant): return .int(instant.seconds)
    default: throw wrong(it[0], "a number, a string or a timestamp")
    }
  }

  @Sendable static func toUInt(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .uint: return it[0]
    case .int(let number): return .uint(try exact(UInt64(exactly: number), it[0], "a uint"))
    case .double(let number):
      guard number >= 0, number < 18_446_744_073_709_551_616 else { throw outOfRange(it[0], "a uint") }
      return .uint(UInt64(number))
    case .string(let text): return .uint(try exact(UInt64(text), it[0], "a uint"))
    default: throw wrong(it[0], "a number or a string")
    }
  }

  private static func outOfRange(_ value: Value, _ what: String) -> EvaluationError {
    EvaluationError(.overflow, "\(value.description) does not fit \(what)")
  }

  private static func exact<T>(_ made: T?, _ value: Value, _ what: String) throws(EvaluationError) -> T {
    if let made { return made }
    if case .string = value { throw invalid("\(value.description) is not \(what)") }
    throw outOfRange(value, what)
  }

  @Sendable static func toDouble(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .double: return it[0]
    case .int(let number): return .double(Double(number))
    case .uint(let number): return .double(Double(number))
    case .string(let text):
      guard let number = number(text) else { throw invalid("\(quoted(text)) is not a number") }
      return .double(number)
    default: throw wrong(it[0], "a number or a string")
    }
  }

  /// Decimal digits with optional fraction and exponent, or `NaN`, `Infinity`, `Inf` with a sign.
  private static func number(_ text: String) -> Double? {
    let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.dropFirst()) : text
    switch unsigned.lowercased() {
    case "nan": return .nan
    case "inf", "infinity": return text.hasPrefix("-") ? -.infinity : .infinity
    default:
      let isPlain = unsigned.utf8.allSatisfy {
        isDigit($0)
          || [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "-"), UInt8(ascii: "+")]
            .contains($0)
      }
      guard isPlain || unsigned.hasPrefix("0x"), let number = Double(text), number.isFinite else {
        return nil
      }
      return number
    }
  }

  @Sendable static func toBool(_ it: Arguments) throws(EvaluationError) -> Value {
    guard case .string(let text) = it[0] else { return it[0] }
    switch text {
    case "1", "t", "true", "TRUE", "True": return .bool(true)
    case "0", "f", "false", "FALSE", "False": return .bool(false)
    default: throw invalid("\(quoted(text)) is not a bool")
    }
  }

  @Sendable static func toText(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .string: return it[0]
    case .double(let number): return .string(DoubleText.general(number))
    case .bytes(let bytes):
      guard let text = String(validating: bytes.octets, as: UTF8.self) else {
        throw invalid("the bytes are not valid UTF-8")
      }
      return .string(text)
    case .bool, .int, .uint, .timestamp, .duration, .decimal, .money, .opaque: return .string(it[0].text)
    default: throw wrong(it[0], "a scalar")
    }
  }

  @Sendable static func toTimestamp(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .timestamp: return it[0]
    case .int(let seconds):
      guard let instant = Timestamp(seconds: seconds) else {
        throw EvaluationError(.overflow, "\(seconds) seconds are outside the years 0001 to 9999")
      }
      return .timestamp(instant)
    case .string(let text):
      guard let instant = Timestamp(rfc3339: text) else {
        throw invalid("\(quoted(text)) is not an RFC 3339 time between the years 0001 and 9999")
      }
      return .timestamp(instant)
    default: throw wrong(it[0], "a string or an int")
    }
  }

  @Sendable static func toDuration(_ it: Arguments) throws(EvaluationError) -> Value {
    guard case .string(let text) = it[0] else { return it[0] }
    guard let duration = Duration(text) else {
      throw invalid("\(quoted(text)) is not a duration such as 1h30m")
    }
    return .duration(duration)
  }
}
