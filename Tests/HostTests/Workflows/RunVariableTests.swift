import RulesEngine
import Store
import TestSupport
import Testing

/// `incident set`: a person mends what a run knows, and lets it try again.
@Suite struct RunVariableTests {
  private static let workflow = """
    workflow: w
    on: ticket.created
    vars: { share: 0, fee: "${money('5.00')}", label: none }
    steps:
      - charge: { to: customer, amount: "${vars.fee}", label: "${string(10 / vars.share)}-${vars.label}" }

    """

  @Test("a run goes on with the value that was set")
  func mended() throws {
    let tickets = try Tickets(Self.workflow)
    #expect(try tickets.send("ticket.created", at: "10:00") == ["R0202 steps/0: division by zero"])
    #expect(try tickets.perform(.set(variable: "share", to: "2"), at: "10:01") == [])
    #expect(try tickets.perform(.set(variable: "fee", to: "7.50"), at: "10:01") == [])
    #expect(try tickets.perform(.set(variable: "label", to: "12"), at: "10:01") == [])
    #expect(try tickets.runs == ["1 c1 incident"])
    #expect(try tickets.perform(.retry, at: "10:02") == ["charge 7.50"])
    #expect(
      try tickets.shop.actions().map { String(decoding: $0.arguments, as: UTF8.self) } == [
        #"{"to":"customer","amount":"7.50","currency":"USD","label":"5-12"}"#
      ])
    #expect(try tickets.runs == ["1 c1 completed"])
    #expect(try tickets.trace().contains("vars.share set by a person"))
  }

  @Test(
    "what cannot be set is said",
    arguments: [
      ("shar", "2", "R0422 run 1: `workflow/w` has no variable `shar`: it has `share`, `fee`, `label`"),
      ("share", "two", "R0422 run 1: `share` takes a whole number, not \"two\""),
      (
        "fee", "cheap",
        "R0422 run 1: `fee` takes an amount of money such as \"15.00\" or \"15.00 EUR\", not \"cheap\""
      ),
    ])
  func refused(variable: String, value: String, message: String) throws {
    let tickets = try Tickets(Self.workflow)
    try tickets.send("ticket.created", at: "10:00")
    #expect(try tickets.perform(.set(variable: variable, to: value), at: "10:01") == [message])
  }
}
