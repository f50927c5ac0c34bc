internal import CEL
internal import Host
internal import RulesEngine
internal import Store

extension RunsCommand {
  /// `bylaw runs backfill --workflow workflow/winback --from 2026-01-01T00:00:00Z --rules rules --db shop.db`.
  static func backfill(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.required("db", self)
    let rulebook = try GoodRulebook.load(try arguments.required("rules", self))
    let workflow = try workflow(try arguments.required("workflow", self), rulebook)
    let trial = try RunTrial(rulebook: rulebook, database: path)
    var events: [Int64] = []
    let types = rulebook.triggers(of: workflow)
    var filter = LogFilter(newestFirst: false)
    filter.since = try instant("from", arguments)
    filter.until = arguments["to"] == nil ? nil : try instant("to", arguments)
    try trial.store.events(filter) { event in
      if types.contains(event.event.type) { events.append(event.number) }
      return true
    }
    var outcome = Outcome()
    for event in events {
      outcome.add(try trial.perform(.begin(workflow: workflow, event: event), run: 0), event)
    }
    outcome.tell(workflow, of: events.count)
    guard arguments.has("yes"), !outcome.begun.isEmpty else {
      Console.print("nothing was done" + (outcome.begun.isEmpty ? "" : "; say --yes to do it"))
      return Failure.clean
    }
    try ask(
      outcome.begun.map { (0, .begin(workflow: workflow, event: $0)) }, arguments, try store(arguments))
    Console.print("asked for: begin \(count(outcome.begun.count)); " + whoDoesIt)
    return Failure.clean
  }

  /// What beginning with earlier events would lead to.
  private struct Outcome {
    var begun: [Int64] = []
    var actions: [(name: String, count: Int)] = []
    var reasons: [(message: String, count: Int, sample: Int64)] = []
    var errors: [(message: String, count: Int, sample: Int64)] = []

    mutating func add(_ made: [Decision], _ event: Int64) {
      if let refusal = made.first?.record.errors.first(where: { $0.code == "R0424" }) {
        let message = String(refusal.message.trimmingPrefix("event d-\(event): "))
        Self.count(message.hasPrefix("run ") ? "a run began with it before" : message, event, &reasons)
        return
      }
      begun.append(event)
      if let error = made.first?.record.errors.first { Self.count(error.message, event, &errors) }
      for action in made.flatMap(\.record.actions) {
        if let known = actions.firstIndex(where: { $0.name == action.name }) {
          actions[known].count += 1
        } else {
          actions.append((action.name, 1))
        }
      }
    }

    private static func count(
      _ message: String, _ event: Int64, _ counts: inout [(message: String, count: Int, sample: Int64)]
    ) {
      if let known = counts.firstIndex(where: { $0.message == message }) {
        counts[known].count += 1
      } else {
        counts.append((message, 1, event))
      }
    }

    func tell(_ workflow: String, of events: Int) {
      Console.print(
        "\(workflow) would begin for \(Console.grouped(begun.count)) of \(Console.grouped(events)) events"
          + (begun.isEmpty ? "" : ", such as \(begun.prefix(5).map { "d-\($0)" }.joined(separator: ", "))"))
      for reason in reasons {
        Console.print("  not for \(Console.grouped(reason.count)): \(reason.message) (d-\(reason.sample))")
      }
      for error in errors {
        Console.print(
          "  \(Console.grouped(error.count)) of them would be stuck at once: \(error.message) (d-\(error.sample))"
        )
      }
      for action in actions {
        Console.print("  at once it would ask for \(action.name) \(Console.grouped(action.count)) times")
      }
    }
  }

  private static func workflow(_ name: String, _ rulebook: Rulebook) throws -> String {
    let known = rulebook.workflowNames
    if let found = known.first(where: { $0 == name || $0.hasSuffix("/\(name)") }) { return found }
    let meant = Suggestion.best(
      for: name, among: known + known.map { $0.split(separator: "/").last.map(String.init) ?? $0 })
    throw Failure.couldNotRun(
      "the rulebook has no workflow \(name)" + (meant.map { "; did you mean \($0)?" } ?? ""))
  }

  private static func instant(_ option: String, _ arguments: Arguments) throws -> Timestamp {
    guard let text = arguments[option] else {
      throw Failure.usage("say from when on events count: --from 2026-11-01", self)
    }
    if let instant = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") { return instant }
    throw Failure.usage(
      "--\(option) is a day or an RFC 3339 time such as 2026-11-01T00:00:00Z, not \(text)", self)
  }
}
