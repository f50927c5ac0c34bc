internal import CEL

/// What the quick way of reading needs to know of an event type. A class, so that passing it on copies nothing.
final class QuickFields: Sendable {
  enum Kind: Sendable { case string, int, double, bool, other }

  /// The octets of the type's name, and behind them those of the names of its fields.
  private let names: [UInt8]
  /// Where each of these names ends.
  private let ends: [Int]
  let kinds: [Kind]
  let isRequired: [Bool]
  /// Fields that take only some texts.
  let isLimited: [Bool]

  init(_ type: EventType) {
    var (names, ends): ([UInt8], [Int]) = ([], [])
    for name in [type.name] + type.fields.map(\.name) {
      names += name.utf8
      ends.append(names.count)
    }
    (self.names, self.ends) = (names, ends)
    kinds = type.fields.map { field in
      switch field.type.value {
      case .string: .string
      case .int: .int
      case .double: .double
      case .bool: .bool
      default: .other
      }
    }
    isRequired = type.fields.map { !$0.type.isOptional }
    isLimited = type.fields.map { $0.type.allowed != nil }
  }

  var count: Int { kinds.count }

  /// Whether a text is the name of the type.
  func isType(_ text: JSONText) -> Bool { isName(0, text) }

  /// Whether a key is the name of a field.
  @inline(__always)
  func isField(_ field: Int, _ key: JSONText) -> Bool { isName(field + 1, key) }

  @inline(__always)
  private func isName(_ number: Int, _ text: JSONText) -> Bool {
    let start = number == 0 ? 0 : ends[number - 1]
    guard text.octets.count == ends[number] - start else { return false }
    return names.withUnsafeBytes { names in
      for index in 0..<text.octets.count where text.octets[index] != names[start + index] { return false }
      return true
    }
  }
}

/// The quick way of reading an event: one pass, for events that are as they should be.
///
/// It takes only what the thorough way takes too, with the same result, and gives up on anything else: then the
/// thorough way looks again and says what is wrong. It wants `type` to stand before `data`, as it does in practice.
extension EventReader {
  /// The event; nil when it has to be looked at thoroughly.
  func readQuickly(_ bytes: UnsafeRawBufferPointer, now: Timestamp?) -> IncomingEvent? {
    guard var reader = try? JSONReader(bytes, maxBytes: limits.eventBytes) else { return nil }
    do throws(JSONError) {
      var draft = QuickDraft()
      try reader.beginObject()
      while let key = try reader.nextKey(first: draft.seen.isEmpty) {
        guard let attribute = QuickAttribute(key), draft.seen.insert(attribute).inserted,
          try read(attribute, &reader, into: &draft)
        else { return nil }
      }
      try reader.finish()
      return event(of: draft, bytes, now: now)
    } catch {
      return nil
    }
  }

  private func event(
    of draft: QuickDraft, _ bytes: UnsafeRawBufferPointer, now: Timestamp?
  ) -> IncomingEvent? {
    guard let id = draft.id, let source = draft.source, draft.type >= 0, let data = draft.data,
      let time = draft.time ?? now
    else { return nil }
    return IncomingEvent(
      source: source, id: id, type: draft.type, typeName: model.events[draft.type].name,
      subject: draft.subject, tenant: draft.tenant, time: time, values: draft.values, data: Array(bytes[data])
    )
  }

  /// Reads one attribute; false when it is not as it should be.
  private func read(
    _ attribute: QuickAttribute, _ reader: inout JSONReader, into draft: inout QuickDraft
  ) throws(JSONError) -> Bool {
    switch attribute {
    case .data:
      guard draft.type >= 0, try reader.next() == .object else { return false }
      let start = reader.offset
      guard try readFields(of: draft.type, quick[draft.type], &reader, into: &draft.values) else {
        return false
      }
      draft.data = start..<reader.offset
      return true
    case .other:
      try reader.skip()
      return true
    default: break
    }
    guard try reader.next() == .string else { return false }
    let text = try reader.readStringInPlace()
    guard !text.hasEscapes, !text.octets.isEmpty, text.octets.count <= 1_000 else { return false }
    switch attribute {
    case .id: draft.id = text.string
    case .source: draft.source = text.string
    case .subject: draft.subject = text.string
    case .tenant: draft.tenant = text.string
    case .type:
      guard let type = position(ofType: text) else { return false }
      draft.type = type
    case .time:
      guard let time = Timestamp(rfc3339: text.octets) else { return false }
      draft.time = Timestamp(microseconds: time.microseconds)
    default: return text.equals("1.0")
    }
    return true
  }

  private func position(ofType text: JSONText) -> Int? {
    guard quick.count <= 24 else { return eventIndex[text.string] }
    for position in quick.indices where quick[position].isType(text) { return position }
    return nil
  }

  /// Reads the declared fields; false when one is missing, stands twice or does not fit.
  private func readFields(
    of type: Int, _ fields: QuickFields, _ reader: inout JSONReader, into values: inout [Value?]
  ) throws(JSONError) -> Bool {
    let count = fields.count
    guard count <= 64 else { return false }
    values = [Value?](repeating: nil, count: count)
    try reader.beginObject()
    var seen: UInt64 = 0
    var next = 0
    var isFirst = true
    while let key = try reader.nextKey(first: isFirst) {
      isFirst = false
      // An undeclared field could stand twice, or be a declared one in other letters.
      guard !key.hasEscapes, let field = position(of: key, in: fields, near: next), seen & 1 << field == 0
      else {
        return false
      }
      seen |= 1 << field
      next = field + 1
      guard try readField(field, of: type, fields, &reader, into: &values) else { return false }
    }
    for field in 0..<count where fields.isRequired[field] && values[field] == nil { return false }
    return true
  }

  @inline(__always)
  private func position(of key: JSONText, in fields: QuickFields, near guess: Int) -> Int? {
    if guess < fields.count, fields.isField(guess, key) { return guess }
    for field in 0..<fields.count where fields.isField(field, key) { return field }
    return nil
  }

  private func readField(
    _ field: Int, of type: Int, _ fields: QuickFields, _ reader: inout JSONReader, into values: inout [Value?]
  ) throws(JSONError) -> Bool {
    switch (fields.kinds[field], try reader.next()) {
    case (.string, .string):
      let value = Value.string(try reader.readString())
      if fields.isLimited[field], model.events[type].fields[field].type.refusal(of: value) != nil {
        return false
      }
      values[field] = value
    case (.int, .number):
      guard let number = try reader.readNumber().int else { return false }
      values[field] = .int(number)
    case (.double, .number):
      let number = try reader.readNumber().double
      guard number.isFinite else { return false }
      values[field] = .double(number)
    case (.bool, .bool): values[field] = .bool(try reader.readBool())
    case (_, .null): try reader.readNull()
    default:
      guard let value = try? typed.read(model.events[type].fields[field].type.value, from: &reader) else {
        return false
      }
      values[field] = value
    }
    return true
  }
}

/// What has been read of an event.
private struct QuickDraft {
  var seen = QuickAttribute.Set()
  var id: String?
  var source: String?
  var type = -1
  var subject: String?
  var tenant: String?
  var time: Timestamp?
  var values: [Value?] = []
  var data: Range<Int>?
}

/// An attribute that an ordinary event may have.
private enum QuickAttribute: UInt8 {
  case id, source, type, subject, tenant, time, specversion, data
  /// Some attribute of CloudEvents that is of no use here.
  case other

  init?(_ key: JSONText) {
    guard !key.hasEscapes else { return nil }
    switch key.octets.count {
    case 2 where key.equals("id"): self = .id
    case 4 where key.equals("type"): self = .type
    case 4 where key.equals("time"): self = .time
    case 4 where key.equals("data"): self = .data
    case 6 where key.equals("source"): self = .source
    case 6 where key.equals("tenant"): self = .tenant
    case 7 where key.equals("subject"): self = .subject
    case 11 where key.equals("specversion"): self = .specversion
    case 15 where key.equals("datacontenttype"): self = .other
    default: return nil
    }
  }

  struct Set {
    private var bits: UInt16 = 0
    var isEmpty: Bool { bits == 0 }

    mutating func insert(_ attribute: QuickAttribute) -> (inserted: Bool, Void) {
      let bit = UInt16(1) << attribute.rawValue
      defer { bits |= bit }
      return (bits & bit == 0, ())
    }
  }
}
