extension Parser {
  mutating func literal() throws(Stop) -> Syntax.ID {
    let start = token.start
    let isNegative = token.kind == .minus && Self.isNumber(tokens[min(at + 1, tokens.count - 1)].kind)
    if isNegative { advance() }
    let token = token
    let value: Value?
    switch token.kind {
    case .int: value = integer(token, isNegative)
    case .uint: value = unsigned(token)
    case .double: value = Double((isNegative ? "-" : "") + text(token)).map(Value.double)
    case .string: value = .string(String(decoding: contents[token.start] ?? [], as: UTF8.self))
    case .bytes: value = .bytes(Bytes(contents[token.start] ?? []))
    default: throw unexpected("expected a value")
    }
    advance()
    if let value, !Self.isInfinite(value) { return try add(.literal(value), from: start) }
    _ = fail(
      "C0109", "the number \(text(token)) is out of range", Int(start)..<Int(token.end),
      label: token.kind == .int ? "integers have 64 bits" : "")
    return try add(.broken, from: start)
  }

  private static func isInfinite(_ value: Value) -> Bool {
    if case .double(let number) = value { return number.isInfinite }
    return false
  }

  private func integer(_ token: Token, _ isNegative: Bool) -> Value? {
    let digits = text(token)
    let sign = isNegative ? "-" : ""
    let value =
      digits.hasPrefix("0x") || digits.hasPrefix("0X")
      ? Int64(sign + digits.dropFirst(2), radix: 16) : Int64(sign + digits)
    return value.map(Value.int)
  }

  private func unsigned(_ token: Token) -> Value? {
    let digits = text(token).dropLast()
    let value =
      digits.hasPrefix("0x") || digits.hasPrefix("0X")
      ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
    return value.map(Value.uint)
  }
}
