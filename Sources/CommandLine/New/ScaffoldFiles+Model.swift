internal import RulesEngine

extension ScaffoldFiles {
  static func event(_ site: ScaffoldSite) -> [SourceFile] {
    let definition = """
      # What the platform sends, with the types of its data. A `?` after a name says that it may be absent.
      event: \(site.name)
      description: Say here in one sentence when this is sent.
      data:
        id: string
        note?: string
      """
    let test = """
      test: \(site.name) is read as declared
      when:
        - event: \(site.name)
          data: { id: a, note: hello }
        - line: '{"id":"e","source":"test","type":"\(site.name)","data":{"id":7}}'
      then:
        - refused: E0105
      """
    return pair(site.name, definition, test)
  }

  static func action(_ site: ScaffoldSite) -> [SourceFile] {
    let definition = """
      # What rules may ask the platform to do, with the types of its parameters.
      action: \(site.name)
      description: Say here in one sentence what the platform does.
      params: { to: string, text?: string }
      idempotent: true
      """
    let test = """
      test: nothing asks for \(site.name) of its own accord
      then:
        - no: \(site.name)
      """
    return pair(site.name, definition, test)
  }

  static func entity(_ site: ScaffoldSite) -> [SourceFile] {
    let table = site.name.replacing("-", with: "_").replacing(".", with: "_")
    let definition = """
      # A table that the rules may read, with its columns; it is made if it is not there.
      entity: \(site.name)
      table: \(table)_rows
      key: id
      fields:
        id: string
        name: string
        amount: money
        created_at: timestamp
      """
    let test = """
      test: a row of \(site.name) is read as it is written
      given:
        \(site.name): { id: a, name: Ada, amount: 12.50, created_at: 2026-01-01T00:00:00Z }
      then:
        - row: { \(site.name): a, name: Ada, amount: 12.50, created_at: 2026-01-01T00:00:00Z }
      """
    return pair(site.name, definition, test)
  }

  static func score(_ site: ScaffoldSite) throws -> [SourceFile] {
    let entity = try site.entity()
    let key = entity.fields[entity.key].name
    let column = entity.fields.indices.first { $0 != entity.key }.map { entity.fields[$0] }
    let definition = """
      # Each factor gives 0 to 1; the weighted sum is stretched over the range.
      score: \(site.name)
      description: Say here in one sentence what a high score means.
      of: \(entity.name)
      range: [0, 100]
      factors:
        - { name: base, weight: 50, value: "1.0" }
        - { name: known, weight: 50, value: "has(\(entity.name).\(column?.name ?? key)) ? 1.0 : 0.0" }
      bands: { low: "< 75", high: ">= 75" }
      """
    let value = column.map { ", \($0.name): \($0.type.sample)" } ?? ""
    let test = """
      test: \(site.name) of a \(entity.name) that is known
      given:
        \(entity.name): { \(key): \(site.key(of: entity))\(value) }
      then:
        - score: { \(entity.name): \(site.key(of: entity)), \(site.name): 100.0, band: high }
      """
    return pair(site.name, definition, test)
  }

  static func segment(_ site: ScaffoldSite) throws -> [SourceFile] {
    let events = site.rulebook.model.events
    // Segments of one entity know whom their events are about; those of several do not.
    let known = site.rulebook.event(named: "segment.entered").flatMap { events[$0].subject }
    let event = events.first { $0.subject != nil && (known == nil || $0.subject == known) }
    guard let event, let subject = event.subject else {
      throw Failure.couldNotRun(
        "no event of the rulebook has a subject, so nobody would ever enter a segment")
    }
    let entity = site.rulebook.model.entities[subject]
    let key = entity.fields[entity.key].name
    let definition = """
      # Whoever enters or leaves becomes an event: segment.entered, segment.left.
      segment: \(site.name)
      description: Say here in one sentence who belongs to it.
      of: \(entity.name)
      if: has(\(entity.name).\(key))
      """
    let test = """
      test: who belongs to \(site.name) enters it with the next event
      given:
        \(entity.name): { \(key): \(site.key(of: entity)) }
      when:
        - event: \(event.name)
          data: \(site.data(of: event))
      then:
        - segment: { \(entity.name): \(site.key(of: entity)), in: \(site.name) }
      """
    return pair(site.name, definition, test)
  }

  static func rulebook(_ name: String) -> [SourceFile] {
    [
      SourceFile(path: "rulebook.yaml", text: rulebookText(name)),
      SourceFile(path: "model.yaml", text: modelText),
      SourceFile(path: "actions.yaml", text: actionsText),
      SourceFile(path: "rules/thank-you.yaml", text: ruleText),
      SourceFile(path: "rules/thank-you.test.yaml", text: testText),
    ]
  }

  private static func rulebookText(_ name: String) -> String {
    """
    # `bylaw check` says whether the folder is right, `bylaw test` whether it does what its tests say.
    name: \(name)
    version: 0.1.0
    currency: USD
    timezone: UTC
    settings: { large_order: 100.00 }

    """
  }

  private static let modelText = """
    # What the rules know: a table of customers and one of orders, with facts computed from them.
    entity: customer
    table: customers
    key: id
    fields:
      id: string
      name: { type: string, pii: true }
      tier: { type: string, enum: [none, gold] }
    related:
      orders: { entity: order, by: customer_id }
    facts:
      order_count: { count: orders }
      spent: { sum: orders.amount }
    ---
    entity: order
    table: orders
    key: id
    fields:
      id: string
      customer_id: { entity: customer }
      amount: money
      placed_at: timestamp
    ---
    # What the platform sends, and what that changes in the tables.
    event: order.placed
    subject: customer
    data: { order_id: string, amount: money }
    ---
    apply: order.placed
    do:
      - upsert: orders
        set:
          id: "${event.order_id}"
          customer_id: "${customer.id}"
          amount: "${event.amount}"
          placed_at: "${event.time}"

    """

  private static let actionsText = """
    # What the rules may ask the platform to do.
    action: notify
    description: Sends a message made from a template.
    params: { to: string, template: string, text?: string }
    idempotent: true

    """

  private static let ruleText = """
    rule: thank-you
    description: A large order is worth a thank-you.
    on: order.placed
    if: event.amount >= settings.large_order
    do:
      - notify: { to: customer, template: thank-you, text: "Order ${customer.order_count} of yours" }

    """

  private static let testText = """
    test: a large order is thanked for
    given:
      customer: { id: c1, name: Ada, tier: none }
    cases:
      - { amount: 100.00, messages: 1 }
      - { amount: 99.99,  messages: 0 }
    when:
      - event: order.placed
        data: { order_id: o1, amount: "${case.amount}" }
    then:
      - notify: { to: customer, template: thank-you, text: Order 1 of yours }
        times: "${case.messages}"
      - fact: { customer: c1, spent: "${case.amount}" }

    """
}
