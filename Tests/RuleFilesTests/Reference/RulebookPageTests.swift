import FoundationEssentials
import Plugins
import RuleFiles
import RulesEngine
import Testing

/// What the pages show of a rulebook is right: every block of YAML loads, beside what it refers to.
@Suite struct RulebookPageTests {
  static let pages = [
    "README.md", "docs/RULEBOOK.md", "docs/FEES.md", "docs/WORKFLOWS.md", "docs/ESCALATION.md",
    "docs/RETENTION.md", "docs/FAVORITES.md", "docs/ROUTING.md",
  ]

  /// A block of YAML on a page.
  struct Block: Sendable, CustomTestStringConvertible {
    var place: String
    var text: String
    var testDescription: String { place }

    /// The first lines of its definitions, such as `rule: thank-vip`.
    var names: [Substring] { documents(text).compactMap { $0.split(separator: "\n").first } }
  }

  static let blocks: [Block] = pages.flatMap { page in
    let folder = URL(filePath: Mistake.folder).deletingLastPathComponent().deletingLastPathComponent()
    let content = FileManager.default.contents(atPath: folder.appending(path: page).path()) ?? Data()
    return blocks(of: String(decoding: content, as: UTF8.self), page)
  }

  static func blocks(of text: String, _ page: String) -> [Block] {
    var found: [Block] = []
    var isInside = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```yaml"
        if isInside { found.append(Block(place: "\(page):\(index + 2)", text: "")) }
      } else if isInside {
        found[found.count - 1].text += line + "\n"
      }
    }
    return found
  }

  @Test func `the pages have blocks`() { #expect(Self.blocks.count >= 13) }

  @Test(arguments: blocks)
  func `a block loads`(_ block: Block) {
    let isSettings = block.text.hasPrefix("# rulebook.yaml\n")
    let shown = isSettings ? "rulebook.yaml" : "shown.yaml"
    let names = Set(block.names)
    let base = documents(Self.base).filter {
      $0.split(separator: "\n").first.map { !names.contains($0) } ?? false
    }
    let loaded = RulebookLoader.load(
      files: [
        SourceFile(path: "base.yaml", text: base.joined(separator: "\n---\n")),
        SourceFile(path: shown, text: block.text),
      ], families: Families.make())
    let findings = DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts)
    #expect(loaded.diagnostics.sorted.isEmpty && loaded.rulebook != nil, "\(findings)")
  }

  /// What the blocks refer to. A definition that a block has itself is left out.
  static let base = """
    entity: customer
    table: customers
    key: id
    fields:
      id: string
      tier: { type: string, enum: [none, silver, gold, vip] }
      email_opt_in: bool
      timezone?: string
      favorite_ids: [string]
    related:
      services: { entity: service, by: customer_id }
      favorites: { entity: favorite, by: customer_id }
    facts:
      completed_services: { count: services, if: row.status == "completed" }
      lifetime_value: { sum: services.total, if: row.status == "completed" }
      last_service_at: { max: services.completed_at }
      services_last_year: { count: services, within: 365d, of: completed_at }
      days_since_last_service: { value: days(now - customer.last_service_at) }
    ---
    entity: favorite
    table: favorites
    key: id
    fields: { id: string, customer_id: { entity: customer }, provider_id: string, provider_name: string }
    ---
    entity: service
    table: services
    key: id
    fields:
      id: string
      customer_id: { entity: customer }
      provider_id: string
      work: string
      total: money
      status: string
      completed_at: timestamp
    ---
    entity: provider
    table: providers
    key: id
    fields: { id: string }
    ---
    entity: technician
    table: technicians
    key: id
    fields: { id: string, shop_id: string, skills: [string], capacity: int, open_jobs: int, lat: double, lon: double }
    ---
    entity: job
    table: jobs
    key: id
    fields: { id: string, shop_id: string, skills: [string], status: string, urgency: int, created_at: timestamp }
    ---
    event: shift.started
    ---
    event: inspection.requested
    subject: customer
    data: { inspection_id: string, shop_id: string, skills: [string], lat: double, lon: double }
    ---
    event: service.booked
    subject: customer
    ---
    event: service.completed
    subject: customer
    data: { service_id: string, provider_id: string, provider_name: string, total: money }
    ---
    event: payment.succeeded
    subject: customer
    data: { amount: money, purpose: string }
    ---
    event: quote.approved
    subject: customer
    data: { provider_id: string, provider_name: string, provider_type: string, amount: money }
    ---
    event: inspection.item_flagged
    data: { inspection_id: string, item: string, severity: string }
    ---
    event: inspection.critical_found
    data: { inspection_id: string, item: string }
    ---
    event: job.created
    data: { job_id: string }
    ---
    event: job.assigned
    data: { job_id: string }
    ---
    event: job.unassigned
    data: { job_id: string }
    ---
    event: reminder.due
    subject: customer
    ---
    event: night.passed
    ---
    event: customer.rated
    subject: customer
    data: { rating: double }
    ---
    event: customer.unhappy
    subject: customer
    ---
    event: stock.changed
    data: { sku: string, quantity: int }
    ---
    event: stock.low
    data: { sku: string }
    ---
    event: payment.failed
    subject: customer
    data: { purpose: string }
    ---
    event: ticket.created
    subject: customer
    data: { ticket_id: string, priority: string }
    ---
    event: ticket.assigned
    subject: customer
    data: { ticket_id: string, agent: string }
    ---
    event: ticket.resolved
    subject: customer
    data: { ticket_id: string }
    ---
    event: quote.sent
    subject: customer
    ---
    event: quote.declined
    subject: customer
    ---
    event: campaign.clicked
    subject: customer
    ---
    event: loyalty.earned
    subject: customer
    data: { points: int }
    ---
    event: reward.redeemed
    subject: customer
    data: { points: int }
    ---
    event: referral.completed
    subject: customer
    data: { friend_id: string }
    ---
    event: service.due
    subject: customer
    data: { vehicle_id: string, work: string }
    ---
    event: favorite.added
    subject: customer
    data: { provider_id: string, provider_name: string }
    ---
    event: payment.trouble
    subject: customer
    ---
    action: notify
    params: { to: string, template: string, channel?: string, about?: string, text?: string }
    ---
    action: charge
    params: { to: string, amount: money, label: string }
    ---
    action: offer
    params: { to: string, percent: decimal, template: string, expires: duration }
    ---
    action: prompt
    params: { to: string, prompt: string, title: string, choices: [string] }
    ---
    action: show_prompt
    params: { to: string, prompt: string, title: string, choices: [string] }
    ---
    action: withdraw_prompt
    params: { to: string, prompt: string }
    ---
    action: prepare_booking
    params: { to: string, customer: string, provider: string, vehicle: string, work: string }
    ---
    action: open_incident
    params: { to: string, about: string, reason: string }
    ---
    entity: ticket
    table: tickets
    key: id
    fields: { id: string, topic: string, status: string }
    ---
    event: ticket.replied
    subject: customer
    data: { ticket_id: { entity: ticket } }
    ---
    calendar: support
    hours: { mon-fri: ["09:00-17:00"] }
    ---
    sla: first-response
    on: ticket.created
    target: 4h
    met_on: ticket.replied
    """
}

/// The documents of a file, which a line `---` separates.
private func documents(_ text: String) -> [String] {
  var documents = [""]
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line == "---" { documents.append("") } else { documents[documents.count - 1] += line + "\n" }
  }
  return documents
}
