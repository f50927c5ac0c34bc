internal import CEL
internal import Host
internal import RulesEngine
internal import Store

/// `bylaw eval`.
enum EvalCommand: Command {
  static let name = "eval"
  static let summary = "Show what an event would lead to, without writing anything"
  static let synopsis = "EVENT.json --rules DIR [--db FILE] [--at INSTANT] [--chain]"
  static let details = """
    Prints the decision as one line of JSON. Without --db the customer model is empty. The database is copied first and
    never changed. EVENT.json may be - for standard input.
    """
  static let options = [
    Option(name: "rules", value: "DIR", help: "the rulebook's folder"),
    Option(name: "db", value: "FILE", help: "the database with the customer model"),
    Option(name: "at", value: "INSTANT", help: "what to take for now; the event's own time by default"),
    Option(name: "chain", value: nil, help: "also print the decisions on the events it would emit"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count == 1 else {
      throw Failure.usage("one event at a time; give its file, or - for standard input", self)
    }
    let rulebook = try GoodRulebook.load(try arguments.required("rules", self))
    let bytes = try read(arguments.operands[0], rulebook)
    let reader = EventReader(rulebook: rulebook)
    let event: IncomingEvent
    do {
      event = try reader.read(bytes, now: EngineClock.wallTime())
    } catch {
      guard case .refused(let code, let message) = error else { throw error }
      Console.complain("the event is refused: \(code): \(message)")
      return Failure.findings
    }
    let at = try instant(arguments, event)
    let store = try Previews.store(rulebook, database: arguments["db"])
    let decisions = try Processor(rulebook: rulebook, storage: store).preview(event, at: at)
    for decision in arguments.has("chain") ? decisions : Array(decisions.prefix(1)) {
      Console.print(decision.json)
    }
    return Failure.clean
  }

  private static func instant(_ arguments: Arguments, _ event: IncomingEvent) throws -> Timestamp {
    guard let text = arguments["at"] else { return event.time }
    guard let instant = Timestamp(rfc3339: text) else {
      throw Failure.usage("--at is an RFC 3339 time such as 2026-11-01T00:00:00Z, not \(text)", self)
    }
    return instant
  }

  /// The whole file: an event may be spread over lines.
  private static func read(_ path: String, _ rulebook: Rulebook) throws -> [UInt8] {
    var lines = try LineReader(path: path, limit: rulebook.limits.eventBytes)
    var bytes: [UInt8] = []
    while let line = try lines.next(), bytes.count <= rulebook.limits.eventBytes {
      bytes += line.bytes + [0x0A]
    }
    return bytes
  }
}
