import CEL
import RulesEngine
import Store

let usd = Currency(code: "USD")!
let eur = Currency(code: "EUR")!
let noon = Timestamp(rfc3339: "2026-11-21T12:00:00Z")!

func field(_ name: String, _ type: ValueType) -> EntityField {
  EntityField(name: name, type: FieldType(type))
}

func dollars(_ text: String) -> Value { .money(Money(text, default: usd)!) }

func decimal(_ text: String) -> Value { .decimal(Decimal(text)!) }

func instant(_ text: String) -> Value { .timestamp(Timestamp(rfc3339: text)!) }

/// Customers, and orders that point at them.
enum Shop {
  static let customer = 0
  static let order = 1

  static func model(facts: [Fact] = [], isManaged: Bool = true) -> Model {
    Model(entities: [
      Entity(
        name: "customer", table: "customers", key: 0, fields: [field("id", .string), field("tier", .string)],
        related: [Related(name: "orders", entity: order, by: 1)], facts: facts, isManaged: isManaged),
      Entity(
        name: "order", table: "orders", key: 0,
        fields: [
          field("id", .string), field("customer_id", .string), field("status", .string),
          field("total", .money),
          field("weight", .decimal), field("pieces", .int), field("rating", .double), field("paid", .bool),
          field("placed_at", .timestamp),
        ], isManaged: isManaged),
    ])
  }

  static func store(_ path: String = ":memory:", facts: [Fact] = []) throws -> Store {
    try Store(path: path, model: model(facts: facts), currency: usd, mode: .readWrite)
  }

  /// An aggregate over the orders of a customer; `field` is a column's name.
  static func aggregate(
    _ function: Aggregate.Function, _ field: String? = nil, if condition: String? = nil, id: Int = 0,
    within: Aggregate.Window? = nil
  ) throws -> Aggregate {
    let orders = model().entities[order]
    return Aggregate(
      id: id, function: function, entity: order, by: 1, field: field.flatMap { orders.column($0) },
      filter: try condition.map { try filter($0, orders) }, within: within)
  }

  static func filter(_ condition: String, _ entity: Entity) throws -> RowFilter {
    var environment = Environment(profile: .rules, currency: usd)
    environment.declare(
      record: RecordType(
        name: "row",
        fields: entity.fields.map { RecordType.Field(name: $0.name, type: $0.type.value, isOptional: true) }))
    environment.declare(variable: "row", type: .record("row"))
    environment.declare(variable: "now", type: .timestamp)
    var slots = SlotTable()
    let program = try environment.compile(condition, expecting: .bool, slots: &slots)
    return RowFilter(
      program: program, columns: slots.paths.map { $0.count == 2 ? entity.column($0[1]) : nil })
  }

  static func insert(_ store: Store, _ id: String, _ columns: KeyValuePairs<String, Value?>) throws {
    let orders = model().entities[order]
    let values = columns.map { (column: orders.column($0.key)!, value: $0.value) }
    let customer: (column: Int, value: Value?) = (1, "c1")
    let owner = columns.contains { $0.key == "customer_id" } ? [] : [customer]
    try store.write(RowChange(verb: .insert, entity: order, key: .string(id), values: owner + values))
  }
}

func event(
  _ id: String, source: String = "app", type: String = "order.placed", subject: String? = "c1",
  tenant: String? = nil, time: Timestamp = noon, at: Timestamp = noon, data: String = #"{"n":1}"#,
  cause: Int64? = nil
) -> InboxEvent {
  InboxEvent(
    source: source, id: id, type: type, subject: subject, tenant: tenant, time: time, at: at,
    data: Array(data.utf8), cause: cause)
}

func action(_ name: String, key: String = "k", by: String = "rule/a", subject: String? = "c1") -> OutboxAction
{
  OutboxAction(name: name, arguments: Array(#"{"to":"c1"}"#.utf8), key: key, by: by, subject: subject)
}

/// The error that a call throws; nil when it throws none.
func storageError(_ body: () throws -> Void) -> StorageError? {
  do {
    try body()
    return nil
  } catch {
    return error as? StorageError
  }
}

/// Turns errors of the store into those of processing, as the engine does.
func storing(_ body: () throws(StorageError) -> Void) throws(ProcessingError) {
  do { try body() } catch { throw .storage(error) }
}
