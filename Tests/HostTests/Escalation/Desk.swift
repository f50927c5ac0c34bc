import CEL
import RulesEngine
import Store
import TestSupport

/// A support desk for tests of clocks and chains: events in, and what became of them, as lines that people can read.
final class Desk {
  let shop: Shop

  init(_ definitions: String) throws { shop = try Shop(Self.model + definitions) }

  /// Sends an event about a ticket at a time of November 2026 in New York, such as `20T16:30`; `happened` is when it
  /// says that it happened.
  @discardableResult
  func send(
    _ type: String, _ more: String = "", at time: String, ticket: String = "k1"
  ) throws -> [String] {
    let data = #"{"ticket_id":"\#(ticket)"\#(more.isEmpty ? "" : ",\(more)")}"#
    return Self.lines(try shop.send(type, data, at: Self.instant(time)))
  }

  /// Sends an event that is told later than it happened.
  func send(_ type: String, _ more: String = "", happened: String, at time: String) throws -> [String] {
    late += 1
    let data = #"{"ticket_id":"k1"\#(more.isEmpty ? "" : ",\(more)")}"#
    let line = Shop.line(type, data, id: "late\(late)", at: Self.instant(happened))
    let event = try EventReader(rulebook: shop.rulebook).read(line, now: nil)
    let now = Timestamp(rfc3339: Self.instant(time)) ?? Timestamp(microseconds: 0)
    guard case .decided(let decisions) = try shop.processor.process(event, at: now) else { return [] }
    return Self.lines(decisions)
  }

  private var late = 0

  /// Fires what falls due until a time.
  func wait(until time: String) throws -> [String] {
    Self.lines(try shop.fireTimers(until: Self.instant(time)))
  }

  static func instant(_ time: String) -> String { "2026-11-\(time):00-05:00" }

  /// `warning 50 23T10:30` for what clocks tell, `notify ann` for what is asked for.
  private static func lines(_ decisions: [Decision]) -> [String] {
    decisions.flatMap { decision -> [String] in
      let time = decision.record.at.description
      var lines: [String] = []
      let name = decision.event.typeName
      if name.hasPrefix("sla."), name != "sla.due" {
        let data = try? JSON(parsing: decision.event.data, maxDepth: 8, maxBytes: 1 << 20)
        var percent = ""
        if case .number(let number)? = data?["percent"] { percent = " \(number)" }
        lines.append("\(name.dropFirst(4))\(percent) \(time.dropFirst(8).prefix(8))")
      }
      lines += decision.record.actions.map { action in
        let arguments = (try? JSON(parsing: action.arguments, maxDepth: 8, maxBytes: 1 << 20)) ?? .null
        let channel = arguments["channel"]?.stringValue.map { " by \($0)" } ?? ""
        return
          "\(action.name) \(arguments["to"]?.stringValue ?? "")\(channel) \(time.dropFirst(8).prefix(11))"
      }
      return lines + decision.record.errors.map { "\($0.code) \($0.message)" }
    }
  }

  /// The columns of a clock: `running 4bh`.
  func clock(_ columns: [String]) throws -> [String] {
    let model = shop.rulebook.model
    guard let entity = model.entity(named: "sla_clock"),
      let row = try shop.store.row(entity: entity, key: .string("reply/k1"))
    else { return [] }
    return columns.map { name in
      model.entities[entity].fields.firstIndex { $0.name == name }.flatMap { row[$0]?.text } ?? "-"
    }
  }

  static let model = """
    entity: ticket
    table: tickets
    key: id
    fields: { id: string, status: string }
    ---
    event: ticket.created
    subject: customer
    data: { ticket_id: { entity: ticket }, priority?: { type: string, enum: [low, normal, high, urgent] } }
    ---
    apply: ticket.created
    do: [ { upsert: tickets, set: { id: "${event.ticket_id}", status: open } } ]
    ---
    event: ticket.changed
    subject: customer
    data:
      ticket_id: { entity: ticket }
      status?: string
      priority?: { type: string, enum: [low, normal, high, urgent] }
    ---
    apply: ticket.changed
    do: [ { update: tickets, where: { id: "${event.ticket_id}" }, set: { status: "${event.status ?? ticket.status}" } } ]
    ---
    event: ticket.replied
    subject: customer
    data: { ticket_id: { entity: ticket } }
    ---
    event: ticket.taken
    subject: customer
    data: { ticket_id: { entity: ticket } }
    ---
    event: ticket.resolved
    subject: customer
    data: { ticket_id: { entity: ticket } }
    ---
    calendar: desk
    timezone: America/New_York
    hours: { mon-fri: ["09:00-17:00"] }
    ---

    """

  static let sla = """
    sla: reply
    on: ticket.created
    target: { urgent: 1bh, high: 4bh, normal: 1bd, default: 2h }
    by: event.priority
    calendar: desk
    pause_while: ticket.status == "pending"
    met_on: ticket.replied
    cancel_on: ticket.resolved
    warn_at: [50%, 75%]

    """
}
