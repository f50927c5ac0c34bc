internal import CEL
internal import RulesEngine

/// How an explanation reads on a terminal.
struct ExplanationText {
  let decision: Decision
  let explanation: Explanation
  let rulebook: Rulebook
  /// Whether only one definition was asked for.
  let isPartial: Bool

  /// The outcomes of definitions that did something.
  private static let did: Set<Explanation.Outcome> = [.matched, .shadow, .failed, .tookBack]

  var text: String {
    var lines = [head, ""]
    let (fired, others) = (
      explanation.items.filter { Self.did.contains($0.outcome) },
      explanation.items.filter { !Self.did.contains($0.outcome) }
    )
    if fired.isEmpty, !isPartial {
      lines += [others.isEmpty ? "no definition answers this event" : "nothing matched", ""]
    }
    for item in fired + others { lines += self.lines(item) + [""] }
    return lines.joined(separator: "\n")
  }

  private var head: String {
    let event = decision.event
    let subject = event.subject.map { " about \($0)" } ?? ""
    let tenant = event.tenant.map { " for the tenant \($0)" } ?? ""
    return """
      \(decision.id): \(event.typeName)\(subject)\(tenant) at \(decision.record.at)
      event \(event.id) from \(event.source), decided with \(rulebook.name) \(rulebook.version) \
      (\(rulebook.hash.prefix(12)))
      """
  }

  /// A note that is text reads as such; anything else as JSON.
  private func text(of note: DecisionNote) -> String {
    if case .string(let text)? = try? JSON(parsing: note.json, maxDepth: 4, maxBytes: 1 << 20) { return text }
    return String(decoding: note.json, as: UTF8.self)
  }

  private func lines(_ item: Explanation.Item) -> [String] {
    let place = "\(item.span.file):\(item.span.start.line)"
    var lines = ["\(mark(item.outcome)) \(item.definition): \(item.outcome.rawValue)   (\(place))"]
    if let description = item.description { lines.append("    \(description)") }
    for reason in item.reasons { lines.append("    if  \(reason.text)") }
    for note in item.notes {
      lines += NoteTable(note)?.lines ?? ["    \(note.name)  \(text(of: note))"]
    }
    for action in item.actions {
      lines.append("    do  \(action.name) \(String(decoding: action.arguments, as: UTF8.self))")
    }
    return lines
  }

  private func mark(_ outcome: Explanation.Outcome) -> String {
    switch outcome {
    case .matched: "+"
    case .shadow: "~"
    case .failed: "!"
    case .tookBack: "<"
    default: "-"
    }
  }

  /// The same as JSON.
  var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("decision")
    writer.raw(decision.json)
    writer.key("rulebook")
    writer.string(rulebook.hash)
    writer.key("definitions")
    writer.beginArray()
    for item in explanation.items { write(item, to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.text
  }

  private func write(_ item: Explanation.Item, to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, text) in [("definition", item.definition), ("outcome", item.outcome.rawValue)] {
      writer.key(name)
      writer.string(text)
    }
    writer.key("file")
    writer.string(item.span.file)
    writer.key("line")
    writer.int(Int64(item.span.start.line))
    writer.key("reasons")
    writer.beginArray()
    for reason in item.reasons {
      writer.beginObject()
      writer.key("text")
      writer.string(reason.text)
      writer.key("holds")
      if let holds = reason.holds { writer.bool(holds) } else { writer.null() }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
