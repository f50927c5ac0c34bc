public import CEL
internal import Host
internal import RuleFiles
public import RulesEngine
public import Store

/// A small service platform for tests: a model, a few events and actions, and the rules that a test adds.
public final class Shop {
  public private(set) var rulebook: Rulebook
  public let store: Store
  public private(set) var processor: Processor
  private var reader: EventReader
  private var counter = 0

  /// Loads the shop with more definitions; a mistake in them fails with the rendered findings.
  ///
  /// - Parameter scripts: Lua files and plugins, by path.
  public init(
    _ definitions: String = "", scripts: [String: String] = [:], database: String = ":memory:"
  ) throws {
    rulebook = try Shop.rulebook(definitions, scripts: scripts)
    store = try Store(path: database, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    processor = Processor(rulebook: rulebook, storage: store)
    reader = EventReader(rulebook: rulebook)
    try store.begin()
  }

  /// Goes on with other definitions, as a host does whose rulebook has changed; runs keep what they began with.
  public func reload(_ definitions: String) throws {
    try store.remember(rulebook)
    rulebook = try Rulebooks.pinning(Shop.rulebook(definitions), in: store)
    try store.remember(rulebook)
    processor = Processor(rulebook: rulebook, storage: store)
    reader = EventReader(rulebook: rulebook)
  }

  /// The files of the shop with more definitions.
  public static func files(_ definitions: String) -> [SourceFile] {
    [
      SourceFile(path: "actions.yaml", text: actions), SourceFile(path: "model.yaml", text: model),
      SourceFile(
        path: "rulebook.yaml",
        text: "name: shop\nversion: 1.0.0\ncurrency: USD\nsettings: { vip_spend: 1000.00, grace: 2h }\n"),
      SourceFile(path: "rules.yaml", text: definitions),
    ]
  }

  public static func rulebook(_ definitions: String, scripts: [String: String] = [:]) throws -> Rulebook {
    let more = scripts.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) }
    let loaded = Rulebooks.load(files: files(definitions) + more)
    if let rulebook = loaded.rulebook { return rulebook }
    throw Broken(text: DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts))
  }

  /// A rulebook that a test expected to be right.
  public struct Broken: Error, CustomStringConvertible {
    public let text: String
    public var description: String { text }
  }

  /// Sends an event; returns the decisions on it and on what it emitted.
  @discardableResult
  public func send(
    _ type: String, _ data: String = "{}", subject: String = "c1", id: String? = nil,
    at time: String = "2026-03-02T10:00:00Z"
  ) throws -> [Decision] {
    counter += 1
    let event = try reader.read(
      Shop.line(type, data, subject: subject, id: id ?? "e\(counter)", at: time), now: nil)
    let instant = Timestamp(rfc3339: time) ?? Timestamp(microseconds: 0)
    guard case .decided(let decisions) = try processor.process(event, at: instant) else { return [] }
    return decisions
  }

  /// An instant of 2 March 2026 by its time of day, or any in RFC 3339.
  public func instant(_ text: String) -> Timestamp {
    Timestamp(rfc3339: text.count > 8 ? text : "2026-03-02T\(text):00Z") ?? Timestamp(microseconds: 0)
  }

  /// The actions of the outbox, in order.
  public func actions() throws -> [OutboxAction] {
    var actions: [OutboxAction] = []
    try store.actions(LogFilter(newestFirst: false)) { entry in
      actions.append(entry.action)
      return true
    }
    return actions
  }

  /// Fires what falls due up to an instant, each timer at its own time.
  public func fireTimers(until text: String) throws -> [Decision] {
    let until = Timestamp(rfc3339: text) ?? Timestamp(microseconds: 0)
    var decisions: [Decision] = []
    while let timer = try store.nextTimer(until: until) {
      decisions += try processor.fire(timer, at: timer.fireAt, reader: reader)
    }
    return decisions
  }

  /// One event as a line of CloudEvents JSON.
  public static func line(
    _ type: String, _ data: String, subject: String = "c1", id: String, at time: String
  ) -> [UInt8] {
    Array(
      #"{"specversion":"1.0","id":"\#(id)","source":"test","type":"\#(type)","subject":"\#(subject)","time":"\#(time)","data":\#(data)}"#
        .utf8)
  }

  public static let actions = """
    action: charge
    params: { to: string, amount: money, label?: string }
    ---
    action: notify
    params: { to: string, template: string, text?: string, channel?: { type: string, enum: [email, sms, push] } }
    """

  public static let model = """
    entity: customer
    table: customers
    key: id
    fields:
      id: string
      name: { type: string, pii: true }
      tier: { type: string, enum: [none, silver, gold, vip] }
      points: int
      joined_at: timestamp
    related:
      orders: { entity: order, by: customer_id }
    facts:
      order_count: { count: orders }
      spend: { sum: orders.amount, if: row.status == "paid" }
      last_order_at: { max: orders.placed_at }
      orders_last_month: { count: orders, within: 30d, of: placed_at }
      days_since_order: { value: days(now - customer.last_order_at) }
      shop_ids: { list: orders.shop_id }
      has_orders: { exists: orders }
    ---
    entity: order
    table: orders
    key: id
    fields:
      id: string
      customer_id: { entity: customer }
      shop_id: string
      amount: money
      status: { type: string, enum: [open, paid, refunded] }
      placed_at: timestamp
    ---
    event: customer.registered
    subject: customer
    data: { name: string, tier?: { type: string, enum: [none, silver, gold, vip] } }
    ---
    event: order.placed
    subject: customer
    data: { order_id: string, shop_id: string, amount: money, note?: string }
    ---
    event: order.paid
    subject: customer
    data: { order_id: { entity: order } }
    ---
    event: order.unpaid
    subject: customer
    data: { order_id: string }
    ---
    event: ping
    data: { n?: int, x?: double, tags?: [string], extra?: json }
    ---
    event: pong
    data: { n: int }
    ---
    apply: customer.registered
    do:
      - upsert: customers
        set: { id: "${customer.id}", name: "${event.name}", tier: '${event.tier ?? "none"}', points: 0, joined_at: "${event.time}" }
    ---
    apply: order.placed
    do:
      - insert: orders
        set: { id: "${event.order_id}", customer_id: "${event.subject}", shop_id: "${event.shop_id}", amount: "${event.amount}", status: open, placed_at: "${event.time}" }
    ---
    apply: order.paid
    do:
      - update: orders
        where: { id: "${event.order_id}" }
        set: { status: paid }
    """
}

extension Decision {
  /// Actions as `name {arguments}`, for tables of expectations.
  public var actionTexts: [String] {
    record.actions.map { "\($0.name) \(String(decoding: $0.arguments, as: UTF8.self))" }
  }
}
