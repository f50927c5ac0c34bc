import Foundation
import Testing

/// Actions that were taken back, as people see them.
@Suite struct WithdrawalCommandTests {
  private static let rules = """
    entity: customer
    table: customers
    key: id
    fields: { id: string }
    ---
    event: cart.left
    subject: customer
    data: { cart: string }
    ---
    event: cart.bought
    subject: customer
    data: { cart: string }
    ---
    action: remind
    params: { cart: string }
    ---
    rule: come-back
    on: cart.left
    until: { event: cart.bought, key: event.cart }
    do: [ { remind: { cart: "${event.cart}" } } ]
    ---
    workflow: wait-for-cart
    on: cart.left
    key: event.cart
    cancel_on: cart.bought
    steps:
      - remind: { cart: "${event.cart}" }
      - delay: 1d
    """

  private func line(_ type: String, _ cart: String, _ id: String) -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"shop","type":"\#(type)","subject":"c1","time":"2026-03-02T10:00:00Z","data":{"cart":"\#(cart)"}}"#
      + "\n"
  }

  @Test func `the log and the explanations say what was taken back, and why`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(at: scratch.url("rules"), withIntermediateDirectories: true)
    try scratch.write("rules/rules.yaml", Self.rules)
    let (rules, database) = (scratch.path("rules"), scratch.path("a.db"))
    // A host that delivers has been at work; it is not there when the events come.
    let host = try Tool.start(
      ["serve", "-", "--rules", rules, "--db", database, "--handler", "remind=true"], input: ""
    ).finish()
    #expect(host.status == 0, "\(host.errors)")
    try scratch.write(
      "events.ndjson",
      line("cart.left", "a", "e1") + line("cart.left", "b", "e2") + line("cart.bought", "a", "e3"))
    let run = try Tool.run(
      "run", scratch.path("events.ndjson"), "--rules", rules, "--db", database, "--clock", "events")
    #expect(run.status == 0, "\(run.errors)")

    let log = try Tool.run("log", "actions", "--db", database, "--format", "csv", "--oldest-first").output
    #expect(log.contains("d-3: cart.bought") && log.contains("d-3: run r-1 ended: cart.bought"))

    let asked = try Tool.run("explain", "--event", "e1", "--db", database).output
    #expect(asked.contains("\nwithdrawn remind {\"cart\":\"a\"}: d-3: cart.bought\n"), "\(asked)")
    let took = try Tool.run("explain", "--event", "e3", "--db", database).output
    #expect(took.contains("< rule/come-back: took back"), "\(took)")
    #expect(
      took.contains("    withdrawn  cart.bought\n      decision  action  key\n      d-1       remind  "),
      "\(took)")
    #expect(took.contains("    withdrawn  run r-1 ended: cart.bought\n"), "\(took)")
  }
}
