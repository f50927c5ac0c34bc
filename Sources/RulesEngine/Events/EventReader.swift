public import CEL

/// Reads CloudEvents JSON into events typed as the rulebook declares.
///
/// What does not fit is refused with every reason at once. Attributes and data fields that nothing declares
/// are left alone: platforms add fields over time.
///
/// ```swift
/// let reader = EventReader(rulebook: rulebook)
/// let line = #"{"specversion":"1.0","id":"e1","source":"app","type":"ping","data":{}}"#
/// let event = try reader.read(Array(line.utf8), now: now)
/// ```
public struct EventReader: Sendable {
  let model: Model
  let eventIndex: [String: Int]
  let limits: EngineLimits
  let typed: TypedReader
  let quick: [QuickFields]

  /// Makes a reader of the event types that `rulebook` declares, within its limits.
  public init(rulebook: Rulebook) {
    model = rulebook.model
    eventIndex = rulebook.eventIndex
    limits = rulebook.limits
    typed = TypedReader(currency: rulebook.currency)
    quick = rulebook.model.events.map(QuickFields.init)
  }

  /// Makes a reader of the event types of a model that is still being linked.
  init(model: Model, limits: EngineLimits, currency: Currency) {
    self.model = model
    self.limits = limits
    eventIndex = Dictionary(uniqueKeysWithValues: model.events.enumerated().map { ($1.name, $0) })
    typed = TypedReader(currency: currency)
    quick = model.events.map(QuickFields.init)
  }

  /// Reads one event.
  ///
  /// - Parameters:
  ///   - bytes: one JSON object.
  ///   - now: taken for `time` where the event does not say it; with nil, an event without a time is refused.
  /// - Throws: `refused` with a code `E01..`.
  public func read(_ bytes: UnsafeRawBufferPointer, now: Timestamp?) throws(ProcessingError) -> IncomingEvent
  {
    guard bytes.count <= limits.eventBytes else {
      throw .refused(
        code: "E0108", message: "the event is \(bytes.count) bytes long; the limit is \(limits.eventBytes)")
    }
    if let event = readQuickly(bytes, now: now) { return event }
    return try readThoroughly(bytes, now: now)
  }

  /// Reads any event, with every reason why it is refused.
  private func readThoroughly(
    _ bytes: UnsafeRawBufferPointer, now: Timestamp?
  ) throws(ProcessingError) -> IncomingEvent {
    let envelope = try envelope(of: bytes)
    var problems = envelope.problems
    if envelope.time == nil, now == nil, problems.isEmpty { problems.append("`time` is missing") }
    guard problems.isEmpty, let id = envelope.id, let source = envelope.source, let type = envelope.type
    else {
      throw .refused(code: "E0102", message: problems.joined(separator: "; "))
    }
    guard let position = eventIndex[type] else { throw unknown(type) }
    let data = envelope.data.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
    return IncomingEvent(
      source: source, id: id, type: position, typeName: type, subject: envelope.subject,
      tenant: envelope.tenant,
      time: envelope.time ?? now ?? Timestamp(microseconds: 0), values: try values(of: position, data),
      data: data.map { Array($0) } ?? Array("{}".utf8))
  }

  /// Reads one event from an array of bytes.
  public func read(_ bytes: [UInt8], now: Timestamp?) throws(ProcessingError) -> IncomingEvent {
    try bytes.withUnsafeBytes { buffer in
      Result { () throws(ProcessingError) in try read(buffer, now: now) }
    }.get()
  }

  /// Reads one event as `read` does, always the thorough way.
  package func readThoroughly(_ bytes: [UInt8], now: Timestamp?) throws(ProcessingError) -> IncomingEvent {
    try bytes.withUnsafeBytes { buffer in
      Result { () throws(ProcessingError) in try readThoroughly(buffer, now: now) }
    }.get()
  }

  /// An event as the journal keeps it.
  public func restore(_ stored: InboxEvent) throws(ProcessingError) -> IncomingEvent {
    guard let type = eventIndex[stored.type] else { throw unknown(stored.type) }
    let values = try stored.data.withUnsafeBytes { buffer in
      Result { () throws(ProcessingError) in try self.values(of: type, buffer) }
    }.get()
    return IncomingEvent(
      source: stored.source, id: stored.id, type: type, typeName: stored.type, subject: stored.subject,
      tenant: stored.tenant, time: stored.time, values: values, data: stored.data)
  }

  private func unknown(_ type: String) -> ProcessingError {
    let names = model.events.map(\.name)
    let hint = Suggestion.best(for: type, among: names).map { "; did you mean `\($0)`?" } ?? ""
    return .refused(code: "E0104", message: "no event type `\(type)` is declared\(hint)")
  }

  /// Makes an event of our own from computed fields.
  func make(
    source: String, id: String, type: Int, subject: String?, tenant: String?, time: Timestamp,
    fields: [(name: String, value: Value)]
  ) throws(ProcessingError) -> IncomingEvent {
    var writer = JSONWriter()
    writer.write(.map(Map(fields.map { ($0.name, $0.value) })))
    let data = writer.octets
    let values = try data.withUnsafeBytes { buffer in
      Result { () throws(ProcessingError) in try self.values(of: type, buffer) }
    }.get()
    return IncomingEvent(
      source: source, id: id, type: type, typeName: model.events[type].name, subject: subject, tenant: tenant,
      time: time, values: values, data: data)
  }

  /// The declared fields of an event's data.
  func values(of type: Int, _ data: UnsafeRawBufferPointer?) throws(ProcessingError) -> [Value?] {
    let fields = model.events[type].fields
    var values = [Value?](repeating: nil, count: fields.count)
    var problems: [String] = []
    if let data {
      do throws(JSONError) {
        var reader = try JSONReader(data, maxBytes: limits.eventBytes)
        try read(&reader, fields, into: &values, &problems)
      } catch {
        throw .refused(code: "E0101", message: "not valid JSON: \(error.message)")
      }
    }
    for (field, value) in zip(fields, values) where value == nil && !field.type.isOptional {
      if !problems.contains(where: { $0.hasPrefix("`data.\(field.name)`") }) {
        problems.append("`data.\(field.name)` is missing")
      }
    }
    guard problems.isEmpty else {
      throw .refused(
        code: "E0105", message: "`\(model.events[type].name)`: " + problems.joined(separator: "; "))
    }
    return values
  }

  private func read(
    _ reader: inout JSONReader, _ fields: [EventField], into values: inout [Value?],
    _ problems: inout [String]
  ) throws(JSONError) {
    try reader.beginObject()
    var guess = 0
    var isFirst = true
    while let key = try reader.nextKey(first: isFirst) {
      isFirst = false
      guard let field = position(of: key, in: fields, near: guess) else {
        try reader.skip()
        continue
      }
      guess = field + 1
      let start = reader
      do {
        values[field] = try typed.read(fields[field].type.value, from: &reader)
        if let problem = fields[field].type.refusal(of: values[field]) {
          problems.append("`data.\(fields[field].name)` \(problem)")
        }
      } catch {
        problems.append("`data.\(fields[field].name)` \(error.message)")
        // The value did not fit its type; go on behind it to find the other problems too.
        reader = start
        try reader.skip()
      }
    }
  }

  /// Fields mostly come in the order they are declared in.
  private func position(of key: JSONText, in fields: [EventField], near guess: Int) -> Int? {
    if guess < fields.count, key.equals(fields[guess].name) { return guess }
    return fields.firstIndex { key.equals($0.name) }
  }
}

extension FieldType {
  /// Why a value is not among the allowed ones.
  func refusal(of value: Value?) -> String? {
    guard let allowed, case .string(let text) = value, !allowed.contains(text) else { return nil }
    return "is \(text.quotedExcerpt), expected one of \(allowed.map { "`\($0)`" }.joined(separator: ", "))"
  }
}
