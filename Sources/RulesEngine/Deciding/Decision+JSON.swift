internal import CEL

extension Decision {
  /// The decision as one line of compact JSON, with the members of the command-line contract in a fixed
  /// order.
  public var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.text("decision", id)
    writer.text("event", event.id)
    writer.text("source", event.source)
    writer.text("type", event.typeName)
    if let subject = event.subject { writer.text("subject", subject) }
    if let tenant = event.tenant { writer.text("tenant", tenant) }
    writer.text("at", record.at.description)
    writer.key("matched")
    writer.beginArray()
    for name in record.matched { writer.string(name) }
    writer.endArray()
    writer.actions("actions", record.actions)
    if !record.shadowed.isEmpty { writer.actions("shadow", record.shadowed) }
    writer.key("errors")
    writer.beginArray()
    for error in record.errors {
      writer.beginObject()
      writer.text("by", error.by)
      writer.text("code", error.code)
      writer.text("message", error.message)
      writer.endObject()
    }
    writer.endArray()
    if !record.notes.isEmpty { writer.notes(record.notes) }
    if !record.held.isEmpty { writer.held(record.held) }
    writer.endObject()
    return writer.text
  }
}

extension JSONWriter {
  fileprivate mutating func text(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  fileprivate mutating func held(_ held: [HeldBack]) {
    key("held")
    beginArray()
    for item in held {
      beginObject()
      text("by", item.by)
      text("code", item.code)
      text("message", item.message)
      endObject()
    }
    endArray()
  }

  fileprivate mutating func notes(_ notes: [DecisionNote]) {
    key("notes")
    beginArray()
    for note in notes {
      beginObject()
      text("by", note.by)
      text("name", note.name)
      key("value")
      raw(String(decoding: note.json, as: UTF8.self))
      endObject()
    }
    endArray()
  }

  fileprivate mutating func actions(_ name: String, _ actions: [OutboxAction]) {
    key(name)
    beginArray()
    for action in actions {
      beginObject()
      text("name", action.name)
      key("args")
      raw(String(decoding: action.arguments, as: UTF8.self))
      text("key", action.key)
      text("by", action.by)
      endObject()
    }
    endArray()
  }
}
