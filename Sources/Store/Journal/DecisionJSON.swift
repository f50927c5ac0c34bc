import CEL
import RulesEngine

/// The JSON columns of a decision, written and read back.
enum DecisionJSON {
  static func matched(_ names: [String]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for name in names { writer.string(name) }
    writer.endArray()
    return writer.octets
  }

  static func errors(_ errors: [DecisionError]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for error in errors {
      writer.beginObject()
      writer.key("by")
      writer.string(error.by)
      writer.key("code")
      writer.string(error.code)
      writer.key("message")
      writer.string(error.message)
      writer.key("incident")
      writer.bool(error.opensIncident)
      writer.endObject()
    }
    writer.endArray()
    return writer.octets
  }

  static func actions(_ actions: [OutboxAction]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for action in actions {
      writer.beginObject()
      writer.key("name")
      writer.string(action.name)
      writer.key("args")
      writer.raw(String(decoding: action.arguments, as: UTF8.self))
      writer.key("key")
      writer.string(action.key)
      writer.key("by")
      writer.string(action.by)
      if let subject = action.subject {
        writer.key("subject")
        writer.string(subject)
      }
      writer.endObject()
    }
    writer.endArray()
    return writer.octets
  }

  static func notes(_ notes: [DecisionNote]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for note in notes {
      writer.beginObject()
      writer.key("by")
      writer.string(note.by)
      writer.key("name")
      writer.string(note.name)
      writer.key("value")
      writer.raw(String(decoding: note.json, as: UTF8.self))
      writer.endObject()
    }
    writer.endArray()
    return writer.octets
  }

  static func notes(_ octets: [UInt8]) -> [DecisionNote]? {
    parse(octets)?.arrayValue?.compactMap { item in
      guard let by = item["by"]?.stringValue, let name = item["name"]?.stringValue, let value = item["value"]
      else { return nil }
      return DecisionNote(by: by, name: name, json: Array(value.text.utf8))
    }
  }

  static func held(_ held: [HeldBack]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for item in held {
      writer.beginObject()
      for (key, value) in [("by", item.by), ("code", item.code), ("message", item.message)] {
        writer.key(key)
        writer.string(value)
      }
      writer.endObject()
    }
    writer.endArray()
    return writer.octets
  }

  static func held(_ octets: [UInt8]) -> [HeldBack]? {
    parse(octets)?.arrayValue?.compactMap { item in
      guard let by = item["by"]?.stringValue, let code = item["code"]?.stringValue,
        let message = item["message"]?.stringValue
      else { return nil }
      return HeldBack(by: by, code: code, message: message)
    }
  }

  static func matched(_ octets: [UInt8]) -> [String]? {
    parse(octets)?.arrayValue?.compactMap(\.stringValue)
  }

  static func errors(_ octets: [UInt8]) -> [DecisionError]? {
    parse(octets)?.arrayValue?.compactMap { item in
      guard let by = item["by"]?.stringValue, let code = item["code"]?.stringValue,
        let message = item["message"]?.stringValue
      else { return nil }
      return DecisionError(
        by: by, code: code, message: message, opensIncident: item["incident"]?.boolValue ?? true)
    }
  }

  static func actions(_ octets: [UInt8]) -> [OutboxAction]? {
    parse(octets)?.arrayValue?.compactMap { item in
      guard let name = item["name"]?.stringValue, let arguments = item["args"],
        let key = item["key"]?.stringValue, let by = item["by"]?.stringValue
      else { return nil }
      return OutboxAction(
        name: name, arguments: Array(arguments.text.utf8), key: key, by: by,
        subject: item["subject"]?.stringValue)
    }
  }

  private static func parse(_ octets: [UInt8]) -> JSON? {
    try? JSON(parsing: octets, maxDepth: 128, maxBytes: 1 << 30)
  }
}
