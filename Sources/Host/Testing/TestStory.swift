internal import CEL
internal import RulesEngine

/// What happened in a test, as people read it.
struct TestStory {
  private let rulebook: Rulebook
  private let log: TestLog

  init(_ rulebook: Rulebook, _ log: TestLog) {
    self.rulebook = rulebook
    self.log = log
  }

  /// Entries beyond this many are only counted.
  private static let limit = 30

  var lines: [String] {
    var lines = log.entries.prefix(Self.limit).flatMap(lines)
    if log.entries.count > Self.limit { lines.append("…and \(log.entries.count - Self.limit) more") }
    return lines.isEmpty ? ["nothing happened"] : lines
  }

  private func lines(_ entry: TestLog.Entry) -> [String] {
    var lines: [String] = []
    switch entry.cause {
    case .timer(let name): lines.append("\(entry.at)  \(name)")
    case .line: lines.append("\(entry.at)  a line")
    case .event(let event):
      if entry.decisions.isEmpty { lines.append("\(entry.at)  \(event.typeName) (\(event.id))") }
    }
    for decision in entry.decisions { lines += self.lines(decision) }
    if let refusal = entry.refusal { lines.append("    refused: \(refusal.code): \(refusal.message)") }
    return lines
  }

  private func lines(_ decision: Decision) -> [String] {
    let event = decision.event
    let about = event.subject.map { " about \($0)" } ?? ""
    var lines = ["\(decision.record.at)  \(event.typeName) (\(event.id))\(about)"]
    lines.append("    data \(String(decoding: event.data, as: UTF8.self))")
    if decision.record.facts.count > 2 {
      lines.append("    read \(String(decoding: decision.record.facts, as: UTF8.self))")
    }
    for name in decision.record.matched {
      lines.append("  + \(name)")
      lines += decision.record.actions.filter { $0.by == name }.map { "      \($0.words)" }
    }
    for action in decision.record.shadowed { lines.append("  ~ \(action.by): \(action.words)") }
    for error in decision.record.errors { lines.append("  ! \(error.by): \(error.code): \(error.message)") }
    if decision.record.matched.isEmpty { lines.append("    nothing matched") }
    return lines
  }
}
