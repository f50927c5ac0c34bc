import CEL
import RulesEngine
import TestSupport
import Testing

/// What is accepted as an event, and why the rest is refused.
@Suite struct EventReaderTests {
  let reader: EventReader

  init() throws { reader = EventReader(rulebook: try Shop.rulebook("")) }

  private func refusal(_ text: String, now: Timestamp? = nil) -> String? {
    do {
      _ = try reader.read(Array(text.utf8), now: now)
      return nil
    } catch {
      guard case .refused(let code, let message) = error else { return "\(error)" }
      return "\(code): \(message)"
    }
  }

  private static func event(_ rest: String) -> String {
    #"{"specversion":"1.0","id":"e","source":"s","time":"2026-03-02T10:00:00Z","# + rest + "}"
  }

  @Test(
    arguments: [
      ("", "E0101: not valid JSON at byte 1: the text ends too early"),
      ("[]", "E0101: the line does not start with {; an event is one JSON object a line"),
      (#"{"id":"e""#, "E0101: not valid JSON at byte 10: the text ends too early"),
      (#"{"id":"e","id":"f"}"#, "E0101: not valid JSON at byte 16: the attribute `id` stands twice"),
      (event(#""type":"ping"} x"#), "E0101"),
      (#"{"specversion":"1.0"}"#, "E0102: `id` is missing; `source` is missing; `type` is missing"),
      (event(#""type":7"#), "E0102: `type` is a number, expected text"),
      (event(#""type":"""#), "E0102: `type` is empty"),
      (event(#""type":"ping","data":[1]"#), "E0102: `data` is a list, expected an object"),
      (
        event(#""type":"order.palced""#),
        "E0104: no event type `order.palced` is declared; did you mean `order.placed`?"
      ),
      (
        #"{"specversion":"1.0","id":"e","source":"s","type":"ping","time":"2026-03-02T10:00:00"}"#,
        "E0102: `time` is \"2026-03-02T10:00:00\", expected an RFC 3339 time with a zone, such as 2026-11-21T10:00:00Z"
      ),
      (
        #"{"specversion":"1.0","id":"e","source":"s","type":"ping","time":"2026-02-30T10:00:00Z"}"#,
        "E0102: `time` is \"2026-02-30T10:00:00Z\", expected an RFC 3339 time with a zone, such as 2026-11-21T10:00:00Z"
      ),
      (#"{"specversion":"1.0","id":"e","source":"s","type":"ping"}"#, "E0102: `time` is missing"),
      (
        #"{"specversion":"0.3","id":"e","source":"s","type":"ping","time":"2026-03-02T10:00:00Z"}"#,
        "E0102: `specversion` is \"0.3\", expected \"1.0\""
      ),
      (event(#""type":"pong""#), "E0105: `pong`: `data.n` is missing"),
      (
        event(#""type":"pong","data":{"n":"7"}"#), "E0105: `pong`: `data.n` is \"7\", expected a whole number"
      ),
      (event(#""type":"pong","data":{"n":null}"#), "E0105: `pong`: `data.n` is missing"),
      (
        event(#""type":"pong","data":{"n":1.5}"#),
        "E0105: `pong`: `data.n` is 1.5, expected a whole number between -2^63 and 2^63-1"
      ),
      (
        event(#""type":"pong","data":{"n":9223372036854775808}"#),
        "E0105: `pong`: `data.n` is 9223372036854775808, expected a whole number between -2^63 and 2^63-1"
      ),
      (
        event(#""type":"ping","data":{"x":1e999}"#),
        "E0105: `ping`: `data.x` is 1e999, which is beyond what a double can hold"
      ),
      (
        event(#""type":"ping","data":{"tags":["a",3]}"#),
        "E0105: `ping`: `data.tags` is a number, expected text"
      ),
      (
        event(#""type":"order.placed","data":{"order_id":"o","shop_id":"s","amount":"10,00"}"#),
        "E0105: `order.placed`: `data.amount` is \"10,00\", expected an amount of money such as \"15.00\" or \"15.00 EUR\""
      ),
      (
        event(#""type":"order.placed","data":{"order_id":7,"amount":"ten"}"#),
        "E0105: `order.placed`: `data.order_id` is a number, expected text; `data.amount` is \"ten\", "
          + "expected an amount of money such as \"15.00\" or \"15.00 EUR\"; `data.shop_id` is missing"
      ),
      (
        event(#""type":"customer.registered","data":{"name":"A","tier":"glod"}"#),
        "E0105: `customer.registered`: `data.tier` is \"glod\", expected one of `none`, `silver`, `gold`, `vip`"
      ),
    ] as [(String, String)])
  func `refuses what is wrong, with every reason`(text: String, expected: String) {
    let found = refusal(text)
    #expect(
      found == expected || (expected.count == 5 && found?.hasPrefix(expected) == true),
      "\(found ?? "accepted")")
  }

  @Test func `refuses deep nesting, bad UTF-8 and long lines`() throws {
    let deep = Self.event(#""type":"ping","data":{"extra":"# + String(repeating: "[", count: 100_000))
    #expect(refusal(deep)?.hasPrefix("E0101: not valid JSON") == true)
    var bytes = Array(Self.event(#""type":"ping","data":{"extra":"?"}"#).utf8)
    bytes[bytes.lastIndex(of: 0x3F)!] = 0xFF
    #expect(throws: ProcessingError.self) { try reader.read(bytes, now: nil) }
    let long = Self.event(
      #""type":"ping","data":{"extra":""# + String(repeating: "a", count: 10 << 20) + "\"}")
    #expect(refusal(long)?.hasPrefix("E0108") == true)
  }

  @Test(arguments: [
    (#""84.50""#, "84.50 USD"), ("84.50", "84.50 USD"), ("84.5", "84.5 USD"), (#""84.50 EUR""#, "84.50 EUR"),
    (#"{"amount":"84.50","currency":"EUR"}"#, "84.50 EUR"), (#"{"amount":84.50}"#, "84.50 USD"),
    ("0.1", "0.1 USD"), ("123456789012345678901234567890.12", "123456789012345678901234567890.12 USD"),
  ])
  func `reads money from its digits`(json: String, expected: String) throws {
    let text = Self.event(
      #""type":"order.placed","data":{"order_id":"o","shop_id":"s","amount":"# + json + "}")
    let event = try reader.read(Array(text.utf8), now: nil)
    #expect(event.values[2]?.text == expected)
  }

  @Test func `keeps what is declared and leaves the rest alone`() throws {
    let text =
      #"{"id":"e","source":"s","type":"ping","subject":"c","tenant":"t","time":"2026-03-02T11:00:00.1234567+01:00","x":[1],"data":{"n":3.0,"other":{"a":[1,2]},"tags":["é"],"extra":{"k":[1,2.5,null]}}}"#
    let event = try reader.read(Array(text.utf8), now: nil)
    #expect(event.time.description == "2026-03-02T10:00:00.123456Z")
    #expect(event.subject == "c" && event.tenant == "t")
    #expect(event.values.map { $0?.json } == ["3", nil, "[\"é\"]", "{\"k\":[1,2.5,null]}"])
  }

  @Test("the quick way takes nothing that the thorough way does not take alike", arguments: 0..<400)
  func twoWays(_ seed: Int) throws {
    let reader = EventReader(
      rulebook: try Shop.rulebook(
        """
        event: many
        data: { s: string, i: int, d: double, b: bool, m: money, "t?": timestamp, "l?": [string], "e?": { type: string, enum: [x, y] } }
        """))
    var line = Array(
      (#"{"specversion":"1.0","id":"e1","source":"s","type":"many","subject":"c1","#
        + #""time":"2026-03-02T10:00:00.25Z","data":{"s":"a text, rather long","i":-12,"d":1.5,"b":true,"#
        + #""m":"15.00","t":"2026-03-02T10:00:00Z","l":["p","q"],"e":"x"}}"#).utf8)
    var state = UInt64(seed) &* 7919 &+ 3
    func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    // Up to three octets are replaced, removed or doubled; seed 0 leaves all as it is.
    for _ in 0..<(seed == 0 ? 0 : 1 + below(3)) {
      let place = below(line.count)
      let octets = Array(#""\{}[]:,019.-eEtnu \u{e9}\u{7f}"#.utf8)
      switch below(3) {
      case 0: line[place] = octets[below(octets.count)]
      case 1: line.remove(at: place)
      default: line.insert(line[below(line.count)], at: place)
      }
    }
    func text(_ read: () throws -> IncomingEvent) -> String {
      do { return "\(try read())" } catch { return "\(error)" }
    }
    let quick = text { try reader.read(line, now: nil) }
    #expect(
      quick == text { try reader.readThoroughly(line, now: nil) }, "\(String(decoding: line, as: UTF8.self))")
    if seed == 0 { #expect(quick.contains("15.00")) }
  }
}
