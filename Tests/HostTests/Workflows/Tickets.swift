import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// A shop with tickets, for tests of workflows: events in, and what the runs did, as lines that people can read.
final class Tickets {
  let shop: Shop

  init(_ definitions: String) throws {
    shop = try Shop(Self.model + definitions)
  }

  /// Goes on with other definitions.
  func reload(_ definitions: String) throws { try shop.reload(Self.model + definitions) }

  /// The hash of the version that new runs begin with.
  func version(of workflow: String = "workflow/w") throws -> String {
    try #require(shop.rulebook.currentVersion(of: workflow))
  }

  /// Does with a run what a person asks for; returns what it asked for, and what was refused.
  func perform(_ operation: RunOperation, run: Int64 = 1, at time: String) throws -> [String] {
    Self.lines(try shop.processor.perform(operation, run: run, at: shop.instant(time)))
  }

  /// Sends an event at a time of day of 2 March 2026; returns `notify t1-late` and the like.
  @discardableResult
  func send(_ type: String, _ ticket: String = "t1", _ more: String = "", at time: String) throws -> [String]
  {
    let data = #"{"ticket_id":"\#(ticket)"\#(more.isEmpty ? "" : ",\(more)")}"#
    return Self.lines(try shop.send(type, data, at: Self.instant(time)))
  }

  /// Fires what falls due until a time of day.
  func wait(until time: String) throws -> [String] {
    Self.lines(try shop.fireTimers(until: Self.instant(time)))
  }

  static func instant(_ time: String) -> String { time.count > 8 ? time : "2026-03-02T\(time):00Z" }

  private static func lines(_ decisions: [Decision]) -> [String] {
    decisions.flatMap { decision in
      decision.record.actions.map { action in
        let arguments = (try? JSON(parsing: action.arguments, maxDepth: 8, maxBytes: 1 << 20)) ?? .null
        return
          "\(action.name) \(arguments["template"]?.stringValue ?? arguments["amount"]?.stringValue ?? "")"
      } + decision.record.errors.map { "\($0.code) \($0.message)" }
    }
  }

  /// Runs by number: `1 t1 completed`, with the reason where there is one.
  var runs: [String] {
    get throws {
      var lines: [String] = []
      var number: Int64 = 1
      while let run = try shop.store.run(number) {
        lines.append("\(number) \(run.key) \(run.status.rawValue)" + (run.reason.map { ": \($0)" } ?? ""))
        number += 1
      }
      return lines
    }
  }

  /// What a run did: `steps/0 waiting`.
  func trace(_ run: Int64 = 1) throws -> [String] {
    var steps: [String] = []
    try shop.store.steps(run: run) { step in
      steps.append(step.path.isEmpty ? step.outcome : "\(step.path) \(step.outcome)")
      return true
    }
    return steps
  }

  static let model = """
    event: ticket.created
    subject: customer
    data: { ticket_id: string, priority?: string, amount?: money }
    ---
    event: ticket.assigned
    subject: customer
    data: { ticket_id: string, agent?: string, amount?: money }
    ---
    event: ticket.replied
    subject: customer
    data: { ticket_id: string, agent?: string }
    ---
    event: ticket.resolved
    subject: customer
    data: { ticket_id: string }
    ---

    """
}
