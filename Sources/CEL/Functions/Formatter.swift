/// `"%d of %s".format([...])`.
struct Formatter {
  private var rest: ArraySlice<Value>
  private var result = ""
  /// Elements that may still be written.
  private var parts = 100_000

  init(arguments: [Value]) { rest = arguments[...] }

  mutating func format(_ template: String) throws(EvaluationError) -> String {
    var scalars = template.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "%" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      guard let next = scalars.first else { throw Functions.invalid("the format ends with `%`") }
      if next == "%" {
        scalars.removeFirst()
        result += "%"
      } else {
        let precision = try precision(&scalars)
        guard let verb = scalars.popFirst() else { throw Functions.invalid("the format ends inside a verb") }
        result += try clause(verb, precision)
      }
      guard result.utf8.count <= Functions.maxResult else { throw Functions.tooLarge() }
    }
    return result
  }

  private func precision(_ scalars: inout Substring.UnicodeScalarView) throws(EvaluationError) -> Int? {
    guard scalars.first == "." else { return nil }
    scalars.removeFirst()
    let digits = scalars.prefix { ("0"..."9").contains($0) }
    scalars.removeFirst(digits.count)
    guard let number = Int(String(digits)), number <= 1000 else {
      throw Functions.invalid("a precision must be a number up to 1000")
    }
    return number
  }

  private mutating func clause(_ verb: Unicode.Scalar, _ precision: Int?) throws(EvaluationError) -> String {
    guard let value = rest.first else { throw Functions.invalid("the format has more verbs than arguments") }
    rest.removeFirst()
    switch verb {
    case "s": return try text(value)
    case "d": return try Self.decimal(value)
    case "f": return try Self.float(value, precision ?? 6, scientific: false)
    case "e": return try Self.float(value, precision ?? 6, scientific: true)
    case "x": return try Self.hex(value)
    case "X": return try Self.hex(value).uppercased()
    case "o": return try Self.radix(value, 8)
    case "b":
      if case .bool(let flag) = value { return flag ? "1" : "0" }
      return try Self.radix(value, 2)
    default: throw Functions.invalid("`%\(verb)` is not a format verb")
    }
  }

  private static func decimal(_ value: Value) throws(EvaluationError) -> String {
    switch value {
    case .int, .uint, .decimal: return value.text
    case .double(let number) where !number.isFinite: return plainText(number)
    default: throw Functions.wrong(value, "a whole number for `%d`")
    }
  }

  private static func float(_ value: Value, _ precision: Int, scientific: Bool) throws(EvaluationError)
    -> String
  {
    if case .decimal(let decimal) = value, !scientific {
      guard let rounded = decimal.rounded(toScale: min(precision, 38)) else { throw Functions.tooLarge() }
      return rounded.description
    }
    guard let number = value.asDouble else { throw Functions.wrong(value, "a number for `%f` or `%e`") }
    guard number.isFinite else { return plainText(number) }
    var digits = ExactDigits(number)
    return scientific ? digits.scientific(precision) : digits.fixed(precision)
  }

  private static func hex(_ value: Value) throws(EvaluationError) -> String {
    switch value {
    case .string(let text): return text.utf8.map(hexText).joined()
    case .bytes(let bytes): return bytes.octets.map(hexText).joined()
    default: return try radix(value, 16)
    }
  }

  private static func radix(_ value: Value, _ radix: Int) throws(EvaluationError) -> String {
    switch value {
    case .int(let number): return String(number, radix: radix)
    case .uint(let number): return String(number, radix: radix)
    default: throw Functions.wrong(value, "a whole number for `%x`, `%o` or `%b`")
    }
  }
}

extension Formatter {
  /// `%s`.
  private mutating func text(_ value: Value) throws(EvaluationError) -> String {
    parts -= 1
    guard parts > 0 else { throw Functions.tooLarge() }
    switch value {
    case .null: return "null"
    case .double(let number): return DoubleText.fixed(number)
    case .bytes(let bytes): return String(decoding: bytes.octets, as: UTF8.self)
    case .list(let list):
      var parts: [String] = []
      var size = 0
      for element in list.elements {
        parts.append(try text(element))
        size += parts[parts.count - 1].utf8.count + 2
        guard size <= Functions.maxResult else { throw Functions.tooLarge() }
      }
      return "[\(parts.joined(separator: ", "))]"
    case .map(let map):
      var parts: [(String, String)] = []
      var size = 0
      for (key, value) in zip(map.keys, map.values) {
        parts.append((try text(key), try text(value)))
        size += parts[parts.count - 1].1.utf8.count + 4
        guard size <= Functions.maxResult else { throw Functions.tooLarge() }
      }
      parts.sort { textPrecedes($0.0, $1.0) }
      return "{\(parts.map { "\($0.0): \($0.1)" }.joined(separator: ", "))}"
    case .bool, .int, .uint, .string, .timestamp, .duration, .type, .decimal, .money, .record:
      return value.text
    case .optional, .opaque: throw Functions.wrong(value, "a value that has a text for `%s`")
    }
  }
}
