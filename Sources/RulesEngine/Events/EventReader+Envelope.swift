internal import CEL

/// The attributes of a CloudEvents envelope, as far as they are used here.
struct Envelope {
  var id: String?
  var source: String?
  var type: String?
  var subject: String?
  var tenant: String?
  var time: Timestamp?
  /// Where `data` stands.
  var data: Range<Int>?
  var problems: [String] = []
  fileprivate var seen: Set<String> = []
}

extension EventReader {
  func envelope(of bytes: UnsafeRawBufferPointer) throws(ProcessingError) -> Envelope {
    do {
      var reader = try JSONReader(bytes, maxBytes: limits.eventBytes)
      return try envelope(from: &reader)
    } catch  where !Self.beginsObject(bytes) {
      throw .refused(
        code: "E0101", message: "the line does not start with {; an event is one JSON object a line")
    } catch  where error.kind == .trailingContent {
      throw .refused(
        code: "E0101",
        message: "something follows the event at byte \(error.offset + 1); "
          + "an event is one JSON object a line, without a comma behind it")
    } catch {
      throw .refused(code: "E0101", message: "not valid JSON at byte \(error.offset + 1): \(error.message)")
    }
  }

  private static func beginsObject(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return first == nil || first == UInt8(ascii: "{")
  }

  private func envelope(from reader: inout JSONReader) throws(JSONError) -> Envelope {
    var envelope = Envelope()
    try reader.beginObject()
    while let key = try reader.nextKey(first: envelope.seen.isEmpty) {
      let name = key.string
      guard envelope.seen.insert(name).inserted else {
        throw JSONError(.duplicateKey, offset: reader.offset, "the attribute `\(name)` stands twice")
      }
      switch name {
      case "id", "source", "type", "subject", "tenant", "time", "specversion":
        try attribute(name, &reader, &envelope)
      case "data":
        guard try reader.next() == .object else {
          envelope.problems.append("`data` is \(try reader.next().noun), expected an object")
          try reader.skip()
          continue
        }
        let start = reader.offset
        try reader.skip()
        envelope.data = start..<reader.offset
      case "data_base64":
        envelope.problems.append("`data_base64` is not supported; send `data` as an object")
        try reader.skip()
      default: try reader.skip()
      }
    }
    try reader.finish()
    for (name, value) in [("id", envelope.id), ("source", envelope.source), ("type", envelope.type)] {
      if value == nil, !envelope.seen.contains(name) { envelope.problems.append("`\(name)` is missing") }
    }
    return envelope
  }

  private func attribute(
    _ name: String, _ reader: inout JSONReader, _ envelope: inout Envelope
  ) throws(JSONError) {
    let token = try reader.next()
    guard token == .string else {
      envelope.problems.append("`\(name)` is \(token.noun), expected text")
      try reader.skip()
      return
    }
    let text = try reader.readString()
    if text.isEmpty || text.utf8.count > 1_000 {
      envelope.problems.append("`\(name)` is \(text.isEmpty ? "empty" : "longer than 1000 bytes")")
      return
    }
    switch name {
    case "id": envelope.id = text
    case "source": envelope.source = text
    case "type": envelope.type = text
    case "subject": envelope.subject = text
    case "tenant": envelope.tenant = text
    case "time":
      if let time = Timestamp(rfc3339: text) {
        envelope.time = Timestamp(microseconds: time.microseconds)
      } else {
        envelope.problems.append(
          "`time` is \(text.quotedExcerpt), expected an RFC 3339 time with a zone, "
            + "such as 2026-11-21T10:00:00Z")
      }
    default:
      if text != "1.0" {
        envelope.problems.append("`specversion` is \(text.quotedExcerpt), expected \"1.0\"")
      }
    }
  }
}
