import CEL
import Host
import RuleFiles
import RulesEngine
import Store
import Testing

/// Two shops under one roof: `harbor` and `alpine`, with customers of their own and a list of cities that all share.
final class Mall {
  let rulebook: Rulebook
  let store: Store
  private(set) var processor: Processor
  let reader: EventReader
  private var counter = 0

  /// - Parameters:
  ///   - rules: common definitions.
  ///   - tenants: files below `tenants/`, by their paths from there.
  init(
    _ rules: String = "", tenants: [String: String] = [:], head: String = "", database: String = ":memory:"
  ) throws {
    rulebook = try Mall.rulebook(rules, tenants: tenants, head: head)
    store = try Store(path: database, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    processor = Processor(rulebook: rulebook, storage: store)
    reader = EventReader(rulebook: rulebook)
    try store.begin()
  }

  /// A rulebook that a test expected to be right.
  struct Broken: Error, CustomStringConvertible {
    var text: String
    var description: String { text }
  }

  static func load(
    _ rules: String, tenants: [String: String] = [:], head: String = ""
  ) -> LoadedRulebook {
    var files = [
      SourceFile(path: "model.yaml", text: model), SourceFile(path: "rules.yaml", text: rules),
      SourceFile(
        path: "rulebook.yaml",
        text: "name: mall\ncurrency: USD\nsettings: { greeting: Hello, free: 3 }\n\(head)\n"),
    ]
    files += tenants.map { SourceFile(path: "tenants/\($0)", text: $1) }
    return Rulebooks.load(files: files.sorted { $0.path < $1.path })
  }

  static func rulebook(
    _ rules: String, tenants: [String: String] = [:], head: String = ""
  ) throws -> Rulebook {
    let loaded = load(rules, tenants: tenants, head: head)
    if let rulebook = loaded.rulebook { return rulebook }
    throw Broken(text: DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts))
  }

  /// Sends an event for a tenant; nil is the head office.
  @discardableResult
  func send(
    _ type: String, _ data: String = "{}", subject: String = "c1", of tenant: String? = nil,
    at time: String = "2026-03-02T10:00:00Z"
  ) throws -> [Decision] {
    counter += 1
    let owner = tenant.map { #","tenant":"\#($0)""# } ?? ""
    let line =
      #"{"specversion":"1.0","id":"e\#(counter)","source":"test","type":"\#(type)","subject":"\#(subject)""#
      + #"\#(owner),"time":"\#(time)","data":\#(data)}"#
    let event = try reader.read(Array(line.utf8), now: nil)
    guard case .decided(let decisions) = try processor.process(event, at: event.time) else { return [] }
    return decisions
  }

  /// What the actions that an event leads to say, as `harbor: Hello`.
  func texts(
    _ type: String, _ data: String = "{}", subject: String = "c1", of tenant: String? = nil,
    at time: String = "2026-03-02T10:00:00Z"
  ) throws -> [String] { Mall.texts(try send(type, data, subject: subject, of: tenant, at: time)) }

  static func texts(_ decisions: [Decision]) -> [String] {
    decisions.flatMap(\.record.actions).map { action in
      let text = (try? JSON(parsing: action.arguments, maxDepth: 4, maxBytes: 4_096))?["text"]?.stringValue
      return "\(action.tenant ?? "head"): \(text ?? "")"
    }
  }

  /// Fires what falls due up to an instant, each timer at its own time.
  func pass(until text: String) throws -> [Decision] {
    let until = Timestamp(rfc3339: text) ?? Timestamp(microseconds: 0)
    var decisions: [Decision] = []
    while let timer = try store.nextTimer(until: until) {
      decisions += try processor.fire(timer, at: timer.fireAt, reader: reader)
    }
    return decisions
  }

  /// A row as it stands in the table.
  func row(_ entity: String, _ key: String) throws -> [String: Value] {
    let position = try #require(rulebook.model.entity(named: entity))
    guard let row = try store.row(entity: position, key: .string(key)) else { return [:] }
    let names = rulebook.model.entities[position].fields.map(\.name)
    return Dictionary(
      zip(names, row).compactMap { name, value in value.map { (name, $0) } }, uniquingKeysWith: { $1 })
  }

  /// Another process goes on with the same store.
  func restart() { processor = Processor(rulebook: rulebook, storage: store) }

  /// Three customers with what they bought: one of each shop, one of nobody.
  func open() throws {
    for (customer, owner) in [("c1", "harbor"), ("c2", "alpine"), ("c3", nil)] as [(String, String?)] {
      try send("customer.came", #"{"name":"\#(customer)"}"#, subject: customer, of: owner)
      for number in 1...2 {
        try send(
          "bought", #"{"sale_id":"s\#(number)-\#(customer)","amount":"10.00"}"#, subject: customer, of: owner)
      }
    }
  }

  static let model = """
    action: say
    params: { text: string }
    ---
    entity: customer
    table: customers
    tenant: shop
    fields: { id: string, name: string, points: int, shop?: string, city?: { entity: city } }
    related:
      sales: { entity: sale, by: customer_id }
      visits: { entity: visit, by: customer_id }
    facts:
      sale_count: { count: sales }
      open_sales: { count: sales, if: row.status != "paid" }
      spent: { sum: sales.amount, within: 30d, of: at }
      visit_count: { count: visits }
      sale_ids: { list: sales.id }
    ---
    entity: sale
    table: sales
    tenant: shop
    fields: { id: string, customer_id: { entity: customer }, amount: money, status: string, at: timestamp, shop?: string }
    ---
    entity: visit
    table: visits
    fields: { id: string, customer_id: { entity: customer } }
    ---
    entity: city
    table: cities
    fields: { id: string, name: string }
    related: { customers: { entity: customer, by: city } }
    facts: { customer_count: { count: customers } }
    ---
    event: customer.came
    subject: customer
    data: { name: string, city?: { entity: city } }
    ---
    event: bought
    subject: customer
    data: { sale_id: string, amount: money }
    ---
    event: asked
    subject: customer
    data: { other?: { entity: customer }, city_id?: { entity: city }, id?: string, text?: string }
    ---
    event: answered
    subject: customer
    data: { id?: string }
    ---
    event: forgotten
    subject: customer
    data: { id?: string }
    ---
    event: look
    subject: customer
    data: { n?: int }
    ---
    apply: customer.came
    do:
      - upsert: customers
        set: { id: "${customer.id}", name: "${event.name}", points: 0, city: "${event.city}" }
    ---
    apply: bought
    do:
      - insert: sales
        set: { id: "${event.sale_id}", customer_id: "${event.subject}", amount: "${event.amount}", status: open, at: "${event.time}" }
    """
}
