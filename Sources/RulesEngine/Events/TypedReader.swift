internal import CEL

/// Why a JSON value does not fit the type that a field declares.
struct FieldProblem: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

/// Reads JSON values as the types that events and entities declare.
///
/// Decimals and money are read from their digits, never through binary floating point.
struct TypedReader {
  let currency: Currency
  /// How rows of an entity look as records, and the types of their columns, by the entity's name.
  var records: [String: (layout: RecordLayout, types: [ValueType])] = [:]

  /// Consumes one value. Nil stands for `null`.
  func read(_ type: ValueType, from reader: inout JSONReader) throws(FieldProblem) -> Value? {
    do {
      let token = try reader.next()
      if token == .null {
        try reader.readNull()
        return type == .dyn ? .null : nil
      }
      return try value(type, token, &reader)
    } catch let error as FieldProblem {
      throw error
    } catch let error as JSONError {
      throw FieldProblem(error.message)
    } catch {
      throw FieldProblem("cannot be read")
    }
  }

  private func value(
    _ type: ValueType, _ token: JSONReader.Token, _ reader: inout JSONReader
  ) throws -> Value {
    switch (type, token) {
    case (.dyn, _): return try reader.readValue()
    case (.bool, .bool): return .bool(try reader.readBool())
    case (.int, .number), (.uint, .number), (.double, .number), (.decimal, .number), (.money, .number):
      return try number(type, try reader.readNumber())
    case (.list(let element), .array): return try list(of: element, &reader)
    case (.map(.string, let element), .object): return try map(of: element, &reader)
    case (.record(let name), .object): return try record(name, &reader)
    case (.money, .object): return try money(&reader)
    case (_, .string): return try text(type, try reader.readString())
    default:
      throw FieldProblem("is \(token.noun), expected \(type.noun)")
    }
  }

  private func number(_ type: ValueType, _ number: JSONNumber) throws(FieldProblem) -> Value {
    switch type {
    case .int:
      if let whole = number.int { return .int(whole) }
      if let whole = number.decimal?.rounded(toScale: 0).flatMap({
        $0 == number.decimal ? Int64($0.description) : nil
      }) {
        return .int(whole)
      }
      throw FieldProblem("is \(number.text.excerpt), expected a whole number between -2^63 and 2^63-1")
    case .uint:
      if let whole = UInt64(number.text) { return .uint(whole) }
      throw FieldProblem("is \(number.text.excerpt), expected a whole number between 0 and 2^64-1")
    case .double:
      if number.double.isFinite { return .double(number.double) }
      throw FieldProblem("is \(number.text.excerpt), which is beyond what a double can hold")
    default:
      guard let decimal = number.decimal else {
        throw FieldProblem("is \(number.text.excerpt), which has more digits than a decimal can hold")
      }
      return type == .money ? .money(Money(decimal, currency)) : .decimal(decimal)
    }
  }

  private func text(_ type: ValueType, _ text: String) throws(FieldProblem) -> Value {
    switch type {
    case .string: return .string(text)
    case .decimal:
      if let decimal = Decimal(text) { return .decimal(decimal) }
    case .money:
      if let money = Money(text, default: currency) { return .money(money) }
    case .timestamp:
      if let instant = Timestamp(rfc3339: text) {
        return .timestamp(Timestamp(microseconds: instant.microseconds))
      }
      throw FieldProblem(
        "is \(text.quotedExcerpt), expected an RFC 3339 time with a zone, such as 2026-11-21T10:00:00Z")
    case .duration:
      if let duration = Duration(text) { return .duration(duration) }
    case .bytes:
      if let octets = Bytes(base64: text) { return .bytes(octets) }
    default: break
    }
    throw FieldProblem("is \(text.quotedExcerpt), expected \(type.noun)")
  }

  private func list(of element: ValueType, _ reader: inout JSONReader) throws -> Value {
    try reader.beginArray()
    var elements: [Value] = []
    while try reader.nextElement(first: elements.isEmpty) {
      guard let value = try read(element, from: &reader) else {
        throw FieldProblem("holds null at position \(elements.count), expected \(element.noun)")
      }
      elements.append(value)
    }
    return .list(List(elements))
  }

  private func map(of element: ValueType, _ reader: inout JSONReader) throws -> Value {
    try reader.beginObject()
    var entries: [(String, Value)] = []
    var names: Set<String> = []
    while let key = try reader.nextKey(first: entries.isEmpty) {
      let name = key.string
      guard names.insert(name).inserted else { throw FieldProblem("holds `\(name)` twice") }
      entries.append((name, try read(element, from: &reader) ?? .null))
    }
    return .map(Map(entries))
  }

  private func record(_ name: String, _ reader: inout JSONReader) throws -> Value {
    guard let shape = records[name] else { throw FieldProblem("is an object, and `\(name)` is not known") }
    var values = [Value?](repeating: nil, count: shape.types.count)
    try reader.beginObject()
    var isFirst = true
    while let key = try reader.nextKey(first: isFirst) {
      isFirst = false
      guard let field = shape.layout.index(of: key.string) else {
        try reader.skip()
        continue
      }
      values[field] = try read(shape.types[field], from: &reader)
    }
    return .record(Record(layout: shape.layout, values: values))
  }

  private func money(_ reader: inout JSONReader) throws -> Value {
    let tree = try reader.readTree()
    guard let amount = tree["amount"]?.digits.flatMap({ Decimal($0) }) else {
      throw FieldProblem("has no `amount`, expected {\"amount\": \"15.00\", \"currency\": \"USD\"}")
    }
    guard let code = tree["currency"] else { return .money(Money(amount, currency)) }
    guard let currency = code.stringValue.flatMap(Currency.init(code:)) else {
      throw FieldProblem("has the currency \(code.text), which is not an ISO 4217 code")
    }
    return .money(Money(amount, currency))
  }
}

extension JSON {
  /// The text of a string, or the digits of a number.
  fileprivate var digits: String? {
    switch self {
    case .string(let text): text
    case .number(let digits): digits
    default: nil
    }
  }
}

extension JSONReader.Token {
  /// What it is called in messages.
  var noun: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension ValueType {
  /// What it is called where an example stands beside it.
  var plainNoun: String {
    let noun = noun
    return noun.firstRange(of: " such as").map { String(noun[..<$0.lowerBound]) } ?? noun
  }

  /// What it is called in messages to people who send data.
  var noun: String {
    switch self {
    case .bool: "true or false"
    case .int, .uint: "a whole number"
    case .double: "a number"
    case .string: "text"
    case .decimal: "a decimal such as \"0.085\""
    case .money: "an amount of money such as \"15.00\" or \"15.00 EUR\""
    case .timestamp: "an RFC 3339 time"
    case .duration: "a duration such as \"15m\""
    case .bytes: "base64 text"
    case .list(let element): "a list of \(element.noun)"
    case .map, .record: "an object"
    default: description
    }
  }
}
