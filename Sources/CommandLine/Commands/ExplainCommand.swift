internal import CEL
internal import Host
internal import RuleFiles
internal import RulesEngine
internal import Store

/// `bylaw explain`.
enum ExplainCommand: Command {
  static let name = "explain"
  static let summary = "Say why an event led to what it led to, or why a definition did nothing"
  static let synopsis =
    "DECISION-ID | RUN-ID | --event ID | --why-not DEFINITION --event ID | CODE   --db FILE [--format human|json]"
  static let details = """
    DECISION-ID is such as d-17, RUN-ID such as r-3; --event takes the id of the event. The rules of that time are read from the \
    database.
    A code such as W0112 is explained without a database.
    """
  static let options = [
    Option(name: "db", value: "FILE", help: "the database"),
    Option(name: "event", value: "ID", help: "the decision on this event"),
    Option(name: "why-not", value: "DEFINITION", help: "only this definition, such as rule/thank-vip"),
    Option(name: "format", value: "FORMAT", help: "how it is printed", choices: ["human", "json"]),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    if let word = arguments.operands.first, arguments["event"] == nil,
      let entry = DiagnosticCatalogue.entry(DiagnosticCode(word))
    {
      Console.print("\(entry.code): \(entry.title)\n\n\(entry.explanation)")
      return Failure.clean
    }
    let store = try Databases.open(arguments, self)
    if let word = arguments.operands.first, word.hasPrefix("r-"), let number = Int64(word.dropFirst(2)) {
      return try explain(run: number, store)
    }
    let numbers = try numbers(arguments, store)
    for (index, number) in numbers.enumerated() {
      if index > 0 { Console.print("") }
      try explain(number, arguments, store)
    }
    return Failure.clean
  }

  private static func numbers(_ arguments: Arguments, _ store: Store) throws -> [Int64] {
    if let id = arguments["event"] {
      let numbers = try store.numbers(eventID: id)
      guard !numbers.isEmpty else {
        throw Failure.couldNotRun("no event \(id) in \(store.path); see: bylaw log events")
      }
      return numbers
    }
    guard let word = arguments.operands.first, arguments.operands.count == 1 else {
      throw Failure.usage("say which decision: its id, or --event ID", self)
    }
    guard word.hasPrefix("d-"), let number = Int64(word.dropFirst(2)) else {
      throw Failure.usage("a decision is named like d-17, not \(word)", self)
    }
    return [number]
  }

  /// What a run did, step by step.
  private static func explain(run number: Int64, _ store: Store) throws -> Int32 {
    guard let run = try store.run(number) else {
      throw Failure.couldNotRun("no run r-\(number) in \(store.path); see: bylaw log runs")
    }
    let end = run.endedAt.map { ", ended at \($0)" } ?? ""
    let reason = run.reason.map { ": \($0)" } ?? ""
    Console.print("r-\(number): \(run.workflow) for \(run.key), \(run.status.rawValue)\(reason)")
    Console.print("began at \(run.startedAt) with d-\(run.trigger)\(end)\n")
    var rows: [[String]] = []
    try store.steps(run: number) { step in
      rows.append(row(step))
      return true
    }
    Console.print(Console.table(rows, right: []))
    return Failure.clean
  }

  private static func row(_ step: RunStep) -> [String] {
    let detail = step.detail.map { String(decoding: $0, as: UTF8.self) } ?? ""
    return [
      step.at.description, "d-\(step.decision)", step.path.isEmpty ? "the run" : step.path, step.outcome,
      detail,
    ]
  }

  private static func explain(_ number: Int64, _ arguments: Arguments, _ store: Store) throws {
    guard let entry = try store.decision(number: number) else {
      throw Failure.couldNotRun("no decision d-\(number) in \(store.path); see: bylaw log decisions")
    }
    let rulebook = try rulebook(entry.record.rulebook, store)
    let event = try event(entry.event.event, rulebook)
    let rules = rulebook.rulebook(for: event.tenant)
    let name = try arguments["why-not"].map { try definition($0, rules, of: rulebook) }
    let explanation = Explainer(rulebook: rulebook).explain(event, entry.record, only: name)
    if let name, explanation.items.isEmpty {
      Console.print("\(name) does not answer \(event.typeName): its `on` names other events.")
      return
    }
    let text = ExplanationText(
      decision: Decision(event: event, record: entry.record), explanation: explanation, rulebook: rulebook,
      isPartial: name != nil)
    if arguments["format"] == "json" { Console.print(text.json) } else { Console.write(text.text) }
    if name == nil, arguments["format"] != "json" {
      try withdrawn(from: number, store)
      try runs(in: number, store)
    }
    try consequences(of: number, arguments, store)
  }

  /// The actions that were taken back before anybody delivered them.
  private static func withdrawn(from decision: Int64, _ store: Store) throws {
    for entry in try store.actions(of: decision) where entry.state == .withdrawn {
      let arguments = String(decoding: entry.action.arguments, as: UTF8.self)
      Console.print("withdrawn \(entry.action.name) \(arguments): \(entry.remark ?? "")")
    }
  }

  /// What runs of workflows did in a decision.
  private static func runs(in decision: Int64, _ store: Store) throws {
    var rows: [[String]] = []
    try store.steps(decision: decision) { step in
      var row = row(step)
      row.replaceSubrange(0...1, with: ["run r-\(step.run)"])
      rows.append(row)
      return true
    }
    if !rows.isEmpty { Console.print(Console.table(rows, right: []) + "\n") }
  }

  /// The events it emitted, so that people can ask on.
  private static func consequences(of number: Int64, _ arguments: Arguments, _ store: Store) throws {
    guard arguments["format"] != "json" else { return }
    for entry in try store.consequences(of: number) {
      Console.print("emitted \(entry.event.type), decided as d-\(entry.number)")
    }
  }

  /// The rulebook that decided, from the files that the journal keeps.
  private static func rulebook(_ hash: String, _ store: Store) throws -> Rulebook {
    guard let files = try store.rulebookFiles(hash: hash) else {
      throw Failure.couldNotRun("the rulebook \(hash.prefix(12)) is not in \(store.path)")
    }
    let loaded = Rulebooks.load(files: files.map { SourceFile(path: $0.path, text: $0.text) })
    if let rulebook = loaded.rulebook { return rulebook }
    throw Failure.couldNotRun("the rulebook \(hash.prefix(12)) no longer loads with this version of bylaw")
  }

  private static func event(_ stored: InboxEvent, _ rulebook: Rulebook) throws -> IncomingEvent {
    try EventReader(rulebook: rulebook).restore(stored)
  }

  /// The name of a definition that exists, from what was typed.
  private static func definition(
    _ name: String, _ rulebook: Rulebook, of all: Rulebook
  ) throws -> String {
    let names = rulebook.definitions.map(\.name)
    if names.contains(name) { return name }
    let byID = names.filter { $0.hasSuffix("/\(name)") }
    if byID.count == 1 { return byID[0] }
    let owners = all.tenants.filter { $0.value.definitions.contains { [$0.name, $0.id].contains(name) } }
    if !owners.isEmpty {
      let list = owners.keys.sorted().joined(separator: ", ")
      throw Failure.couldNotRun("\(name) did not decide here: it is a definition of the tenant \(list)")
    }
    let meant = Suggestion.best(for: name, among: names).map { "; did you mean \($0)?" } ?? ""
    throw Failure.couldNotRun("no definition is called \(name)\(meant)")
  }
}
