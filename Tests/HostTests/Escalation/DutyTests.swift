import TestSupport
import Testing

/// On-call schedules as rulebooks write them.
@Suite struct DutyTests {
  @Test(arguments: [
    ("people: [ann, ben]", "2026-11-23T12:00:00Z", ["ann", "ben"]),
    (
      "layers: [{ people: [ann], hours: { mon-fri: [\"09:00-17:00\"] } }, { people: [ben] }]",
      "2026-11-23T12:00:00Z", ["ann", "ben"]
    ),
    (
      "layers: [{ people: [ann], hours: { mon-fri: [\"09:00-17:00\"] } }, { people: [ben] }]",
      "2026-11-23T20:00:00Z", ["ben"]
    ),
    ("layers: [{ people: [ann], hours: { mon-fri: [\"09:00-17:00\"] } }]", "2026-11-22T12:00:00Z", []),
    (
      "people: [ann]\noverrides: [{ from: 2026-11-23, until: 2026-11-24, people: [eve] }]",
      "2026-11-23T00:00:00Z", ["eve"]
    ),
    (
      "people: [ann]\noverrides: [{ from: 2026-11-23, until: 2026-11-24, people: [eve] }]",
      "2026-11-24T00:00:00Z", ["ann"]
    ),
    (
      "timezone: America/New_York\npeople: [ann]\noverrides: [{ from: 2026-11-23, until: 2026-11-24, people: [eve] }]",
      "2026-11-24T04:59:00Z", ["eve"]
    ),
  ])
  func `schedules as they are written`(text: String, instant: String, people: [String]) throws {
    let shop = try Shop(
      """
      on_call: desk
      \(text)
      ---
      rule: who
      on: ping
      do: [ { notify: { to: "${on_call(\\"desk\\", timestamp(\\"\(instant)\\")).join(\\",\\")}", template: t } } ]
      """)
    let sent = try shop.send("ping").flatMap(\.actionTexts)
    #expect(sent == [#"notify {"to":"\#(people.joined(separator: ","))","template":"t"}"#])
  }
}
