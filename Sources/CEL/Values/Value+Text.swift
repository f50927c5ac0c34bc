extension Value: CustomStringConvertible {
  /// The canonical text, as interpolation inserts it: `15.00 USD`, `0.085`, `2026-11-21T15:00:00Z`, `vip`;
  /// lists and maps as JSON. Null is empty.
  public var text: String {
    switch self {
    case .null: ""
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .double(let number): plainText(number)
    case .string(let text): text
    case .bytes(let bytes): Base64.encode(bytes.octets)
    case .list, .map, .record:
      {
        var writer = JSONWriter(maxBytes: 1 << 20)
        writer.write(self)
        return writer.text
      }()
    case .timestamp(let instant): instant.description
    case .duration(let duration): duration.description
    case .type(let type): type.name
    case .optional(let optional): optional.value?.text ?? ""
    case .decimal(let decimal): decimal.description
    case .money(let money): money.description
    case .opaque(let value): value.description
    }
  }
}

/// The shortest digits of a double without a needless `.0`.
func plainText(_ number: Double) -> String {
  if number.isNaN { return "NaN" }
  if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
  let digits = number.description
  return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
}

/// The text in double quotes with the control escapes.
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\u{7}": result += "\\a"
    case "\u{8}": result += "\\b"
    case "\u{C}": result += "\\f"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\u{B}": result += "\\v"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

/// Two hexadecimal digits.
func hexText(_ octet: UInt8) -> String {
  String(decoding: [hexOctet(octet >> 4), hexOctet(octet & 15)], as: UTF8.self)
}
