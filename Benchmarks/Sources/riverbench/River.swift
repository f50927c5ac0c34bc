import CEL
import Glibc
import RuleFiles
import RulesEngine
import Store
import Workloads

/// A platform's stream: events about customers, rules over both, and what must come of each event.
///
/// Each event costs a look at its customer and a change of the customer's figures; of the rules that hold, the first
/// acts, and one without a condition stands last, so that every event leads to one decision and one action.
struct River {
  let rules: [RuleRow]
  let customers: [[Value]]
  let events: [(customer: Int, fields: [Value])]

  static let eventFields = 0..<10
  static let customerFields = 10..<20

  init(rules count: Int, customers: Int = 4_000, events: Int = 10_000) {
    var generator = Generator()
    let drawn = generator.events()
    rules = generator.rules(count)
    // A million customers share ten thousand rows, so that their memory is not what is measured.
    let rows = drawn.map { (event: Array($0[Self.eventFields]), customer: Array($0[Self.customerFields])) }
    self.customers = (0..<customers).map { rows[$0 % rows.count].customer }
    self.events = (0..<events).map { number in
      // A step that shares no factor with the usual counts visits the customers in an order without a pattern.
      ((number * 7_919 + number / customers) % customers, rows[number % rows.count].event)
    }
  }

  /// The positions of the rules that act: the first that holds, or the last without a condition.
  func expected(_ event: Int) -> Int {
    let fields = events[event].fields + customers[events[event].customer]
    return rules.firstIndex { $0.holds(fields) } ?? rules.count
  }

  /// Writes the customers as they are before any event.
  func fill(_ store: Store) throws {
    try store.begin()
    for (number, customer) in customers.enumerated() {
      let key = Value.string(customerKey(number))
      let values = [key] + customer + [.int(0), .double(0)]
      try store.write(
        RowChange(
          verb: .insert, entity: 0, key: key, values: values.enumerated().map { ($0.offset, $0.element) }))
    }
    try store.commit()
  }

  func customerKey(_ number: Int) -> String { "c-\(padded(number, 6))" }

  func ruleName(_ number: Int) -> String { number == rules.count ? "otherwise" : "r-\(padded(number, 5))" }
}

func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

// MARK: Events as text

extension River {
  /// The lines of all events, about 430 bytes each.
  var lines: [UInt8] {
    var text: [UInt8] = []
    for number in events.indices {
      text += line(number).utf8
      text.append(0x0A)
    }
    return text
  }

  func line(_ number: Int) -> String {
    let event = events[number]
    let seconds = number % 86_400
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
    let day = padded(1 + number / 86_400, 2)
    var data = zip(Self.eventFields, event.fields).map { field, value in
      "\"\(Self.name(field))\":\(value.json)"
    }
    data.append("\"session_id\":\"s-\(padded(number, 12))\"")
    data.append("\"note\":\"as agreed on the phone with the customer\"")
    return "{\"specversion\":\"1.0\",\"id\":\"ev-\(padded(number, 8))\",\"source\":\"/platform/eu\","
      + "\"type\":\"session.event\",\"subject\":\"\(customerKey(event.customer))\","
      + "\"time\":\"2026-03-\(day)T\(time)Z\",\"data\":{\(data.joined(separator: ","))}}"
  }

  /// The name of a field in data or of a column: `event.type` is the event's own, so it is called `kind` here.
  static func name(_ field: Int) -> String {
    let name = Fields.names[field]
    return name == "event.type" ? "kind" : String(name.drop { $0 != "." }.dropFirst())
  }
}

// MARK: The rulebook

extension River {
  /// The files of a rulebook, a hundred rules in each.
  var files: [SourceFile] {
    var files = [
      SourceFile(path: "rulebook.yaml", text: "name: river\nversion: 1.0.0\ncurrency: USD\ntimezone: UTC\n"),
      SourceFile(path: "model.yaml", text: model),
    ]
    for start in stride(from: 0, to: rules.count, by: 100) {
      let documents = (start..<min(start + 100, rules.count)).map(document)
      files.append(
        SourceFile(path: "rules/\(padded(start, 6)).yaml", text: documents.joined(separator: "---\n")))
    }
    files.append(
      SourceFile(
        path: "rules/otherwise.yaml",
        text: """
          rule: otherwise
          description: What happens when no other rule holds.
          on: session.event
          priority: -1
          group: answers
          do:
            - notify: { to: "${customer.id}", template: otherwise }

          """))
    return files
  }

  private func document(_ number: Int) -> String {
    """
    rule: \(ruleName(number))
    on: session.event
    group: answers
    if: \(rules[number].tests.map(condition).joined(separator: " && "))
    do:
      - notify: { to: "${customer.id}", template: t-\(padded(number, 5)) }

    """
  }

  private func condition(_ test: (field: Int, comparison: RuleRow.Comparison, value: Value)) -> String {
    let variable = Self.eventFields.contains(test.field) ? "event" : "customer"
    let sign =
      switch test.comparison {
      case .equal: "=="
      case .atLeast: ">="
      case .below: "<"
      }
    return "\(variable).\(Self.name(test.field)) \(sign) \(literal(test.value))"
  }

  private func literal(_ value: Value) -> String {
    switch value {
    case .string(let text): "\"\(text)\""
    case .double(let number): "\(number)"
    default: value.text
    }
  }

  private func declaration(_ field: Int) -> String {
    let type = Fields.texts.contains(field) ? "string" : Fields.doubles.contains(field) ? "double" : "int"
    return "  \(Self.name(field)): \(type)\n"
  }

  private var model: String {
    """
    entity: customer
    table: customers
    key: id
    fields:
      id: string
    \(Self.customerFields.map(declaration).joined())  events: int
      spent: double
      last_event_at?: timestamp
    ---
    event: session.event
    subject: customer
    data:
    \(Self.eventFields.map(declaration).joined())  session_id: string
      note: string
    ---
    apply: session.event
    do:
      - update: customers
        where: { id: "${customer.id}" }
        set:
          events: "${row.events + 1}"
          spent: "${row.spent + event.amount}"
          last_event_at: "${event.time}"
    ---
    action: notify
    params: { to: string, template: string }
    idempotent: true

    """
  }
}
