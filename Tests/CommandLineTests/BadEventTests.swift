import Foundation
import Testing

/// Lines that are no good events: each is refused with a reason, and the events around it are processed.
@Suite struct BadEventTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var line: [UInt8]
    var says: String
    var testDescription: String { name }

    init(_ name: String, _ line: String, _ says: String) {
      (self.name, self.line, self.says) = (name, Array(line.utf8), says)
    }

    init(_ name: String, bytes line: [UInt8], _ says: String) {
      (self.name, self.line, self.says) = (name, line, says)
    }
  }

  /// An order with `data` as it is given, or with another envelope.
  private static func order(
    _ id: String, data: String? = nil, time: String = "2026-01-01T10:00:00Z",
    type: String = "order.completed",
    more: String = ""
  ) -> String {
    let data = data ?? #"{"order_id":"\#(id)","customer_id":"a","quantity":1,"amount":"10.00"}"#
    return
      #"{"specversion":"1.0","id":"\#(id)","source":"app","type":"\#(type)","subject":"a","time":"\#(time)""#
      + #"\#(more),"data":\#(data)}"#
  }

  private static func order(quantity: String = "1", amount: String = "\"1.00\"") -> String {
    order("b", data: #"{"order_id":"b","customer_id":"a","quantity":\#(quantity),"amount":\#(amount)}"#)
  }

  private static let long = String(repeating: "a", count: 100_000)

  static let cases = [
    Case("no JSON", "hello world", "E0101: the line does not start with {"),
    Case("a list", "[1,2]", "E0101: the line does not start with {; an event is one JSON object a line"),
    Case("a text", #""hi""#, "E0101: the line does not start with {"),
    Case(
      "a comma too many", #"{"id":"b",}"#, "E0101: not valid JSON at byte 11: a comma must be followed by"),
    Case(
      "single quotes", "{'id':'b'}",
      "E0101: not valid JSON at byte 2: expected a member name in double quotes"),
    Case("two on a line", order("b") + order("c"), "E0101: something follows the event at byte"),
    Case(
      "a comma behind it", order("b") + ",", "an event is one JSON object a line, without a comma behind it"),
    Case("cut short", #"{"id":"b","source"#, "E0101: not valid JSON at byte 18: the text ends too early"),
    Case("an attribute twice", #"{"id":"b","id":"c"}"#, "the attribute `id` stands twice"),
    Case("NaN", order(amount: "NaN"), "E0101: not valid JSON"),
    Case("zero bytes", bytes: [UInt8](repeating: 0, count: 20), "E0101"),
    Case(
      "a zero byte in a text", bytes: Array("{\"id\":\"b\u{0}\"}".utf8), "E0101: not valid JSON at byte 9"),
    Case("not UTF-8", bytes: Array(#"{"id":"b"#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8), "E0101"),
    Case("half a surrogate pair", #"{"id":"\ud800"}"#, "E0101"),
    Case(
      "nested deeply", order("b", more: #","x":"# + String(repeating: "[", count: 90_000)),
      "nested deeper than 64"),
    Case(
      "ten megabytes", #"{"id":""# + String(repeating: "a", count: 10_000_000) + #""}"#,
      "E0108: the event is 10"),
    Case("empty", "{}", "E0102: `id` is missing; `source` is missing; `type` is missing"),
    Case(
      "an id that is no text", #"{"id":7,"source":"s","type":"t"}"#, "E0102: `id` is a number, expected text"),
    Case("an empty id", #"{"id":"","source":"s","type":"t"}"#, "E0102: `id` is empty"),
    Case(
      "no time", #"{"specversion":"1.0","id":"b","source":"s","type":"order.completed"}"#,
      "E0102: `time` is missing"),
    Case(
      "a time without a zone", order("b", time: "2026-01-01T10:00:00"),
      "expected an RFC 3339 time with a zone"),
    Case(
      "30 February", order("b", time: "2026-02-30T10:00:00Z"), "E0102: `time` is \"2026-02-30T10:00:00Z\""),
    Case("the year 99999", order("b", time: "99999-01-01T10:00:00Z"), "E0102: `time` is"),
    Case(
      "an unknown type", order("b", type: "order.complete"),
      "E0104: no event type `order.complete` is declared; did you mean `order.completed`?"),
    Case("data that is a list", order("b", data: "[1]"), "E0102: `data` is a list, expected an object"),
    Case(
      "no data fields", order("b", data: "{}"),
      "E0105: `order.completed`: `data.order_id` is missing; `data.customer_id` is"),
    Case(
      "text for a number", order(quantity: #""many""#), "`data.quantity` is \"many\", expected a whole number"
    ),
    Case("half of one", order(quantity: "1.5"), "`data.quantity` is 1.5, expected a whole number"),
    Case(
      "beyond 64 bits", order(quantity: "99999999999999999999"),
      "expected a whole number between -2^63 and 2^63-1"),
    Case("words for money", order(amount: #""ten""#), "expected an amount of money such as \"15.00\""),
    Case(
      "a huge amount", order(amount: "1e400"),
      "`data.amount` is 1e400, which has more digits than a decimal can hold"),
    Case("a long wrong text", order(quantity: "\"\(long)\""), "aaa…\", expected a whole number"),
    Case(
      "an id seen before, with other content",
      order("g1", data: #"{"order_id":"g1","customer_id":"a","quantity":2,"amount":"9.00"}"#),
      "E0107: another event with the id `g1` came from `app` before, with other content"),
    Case(
      "a row that is there already",
      order("b", data: #"{"order_id":"g1","customer_id":"a","quantity":1,"amount":"9.00"}"#),
      "`apply: order.completed` failed: another row has the same"),
  ]

  @Test(arguments: cases)
  func `one bad line is refused with its reason, the others are processed, a rerun changes nothing`(
    _ example: Case
  ) throws {
    let scratch = try Scratch()
    let parts = [Array(Self.order("g1").utf8), example.line, Array(Self.order("g2").utf8), []]
    try scratch.write("in.ndjson", bytes: Array(parts.joined(separator: [0x0A])))
    let outcome = try run(scratch)
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(outcome.output.contains("log dead-letters --db \(scratch.path("a.db"))"))
    let letters = try Tool.run("log", "dead-letters", "--db", scratch.path("a.db"), "--format", "json").output
    let fields = try JSONSerialization.jsonObject(with: Data(letters.utf8)) as? [String: Any] ?? [:]
    let told = "\(fields["code"] ?? ""): \(fields["message"] ?? "")"
    #expect(told.contains(example.says), "\(told)")
    #expect(told.utf8.count < 400)
    #expect(fields["origin"] as? String == "\(scratch.path("in.ndjson")):2")
    #expect(fields["length"] as? Int == example.line.count)
    #expect(try SQL.count("SELECT count(*) FROM orders", in: scratch.path("a.db")) == 2)
    let before = try SQL.dump(scratch.path("a.db"))
    #expect(try run(scratch).status == 1)
    #expect(try SQL.dump(scratch.path("a.db")) == before)
  }

  private func run(_ scratch: Scratch) throws -> Tool.Outcome {
    try Tool.run(
      "run", scratch.path("in.ndjson"), "--rules", "examples/cdnow", "--db", scratch.path("a.db"), "--clock",
      "events")
  }

  struct Shape: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var orders: Int

    init(_ name: String, _ text: String, _ orders: Int) {
      (testDescription, bytes, self.orders) = (name, Array(text.utf8), orders)
    }
  }

  @Test(arguments: [
    Shape("an empty file", "", 0),
    Shape("blank lines", "\n  \n\(order("a"))\n\t\n\r\n\(order("b"))\n\n", 2),
    Shape("Windows line breaks", "\(order("a"))\r\n\(order("b"))\r\n", 2),
    Shape("a byte order mark", "\u{FEFF}\(order("a"))\n\(order("b"))\n", 2),
    Shape("no line break at the end", "\(order("a"))\n\(order("b"))", 2),
    Shape("times out of order", "\(order("a"))\n\(order("b", time: "2020-01-01T00:00:00+05:30"))\n", 2),
    Shape("the same event twice", "\(order("a"))\n\(order("a"))\n", 1),
    Shape("white space around", "  \(order("a")) \t\n", 1),
  ])
  func `files may be shaped like this`(_ shape: Shape) throws {
    let scratch = try Scratch()
    try scratch.write("in.ndjson", bytes: shape.bytes)
    let outcome = try run(scratch)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(try SQL.count("SELECT count(*) FROM orders", in: scratch.path("a.db")) == shape.orders)
    let before = try SQL.dump(scratch.path("a.db"))
    #expect(try run(scratch).status == 0)
    #expect(try SQL.dump(scratch.path("a.db")) == before)
  }

  @Test(arguments: [
    ([UInt8(0x1F), 0x8B, 8, 0], "is compressed; unpack it on the way: gunzip -c"),
    ([0xFF, 0xFE, 0x7B, 0], "is written in UTF-16; events are UTF-8"),
  ])
  func `what is no text is told at once`(_ bytes: [UInt8], _ says: String) throws {
    let scratch = try Scratch()
    try scratch.write("in.ndjson", bytes: bytes)
    let outcome = try run(scratch)
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("in.ndjson \(says)"), "\(outcome.errors)")
  }

  @Test func `a torn last line is told apart, and is processed when the rest has come`() throws {
    let scratch = try Scratch()
    let second = Self.order("b")
    try scratch.write("in.ndjson", "\(Self.order("a"))\n\(second.prefix(60))")
    #expect(try run(scratch).status == 1)
    let log = try Tool.run("log", "dead-letters", "--db", scratch.path("a.db"))
    #expect(log.output.contains("E0109") && log.output.contains("the last line ends in the middle"))
    try scratch.write("in.ndjson", "\(Self.order("a"))\n\(second)\n")
    #expect(try run(scratch).status == 0)
    #expect(try SQL.count("SELECT count(*) FROM orders", in: scratch.path("a.db")) == 2)
  }
}
