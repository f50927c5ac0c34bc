import CEL
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    ("null", "null"), (" [1, 2.50 ,-0, 1e3] ", "[1,2.50,-0,1e3]"),
    ("{\"b\":1,\"a\":{}}", "{\"b\":1,\"a\":{}}"), ("\"\\u00e9\\n\\ud83d\\ude00\"", "\"é\\n😀\""),
    ("\"\\/\"", "\"/\""), ("[[],{}]", "[[],{}]"), ("true", "true"),
    ("123456789012345678901234567890.10", "123456789012345678901234567890.10"),
  ])
  func `text reads and writes`(text: String, written: String) throws {
    #expect(try JSON(parsing: text).text == written)
  }

  @Test(arguments: [
    ("", "J0101", 0), ("[1,", "J0101", 3), ("[1,]", "J0102", 3), ("{\"a\":1,}", "J0102", 7),
    ("{\"a\":1,\"a\":2}", "J0109", 11), ("{\"a\":1,\"\\u0061\":2}", "J0109", 16), ("01", "J0104", 0),
    ("-", "J0104", 0), ("1.", "J0104", 0), (".5", "J0102", 0), ("1e", "J0104", 0),
    ("\"a\u{1}\"", "J0105", 2), ("\"a\nb\"", "J0105", 2), ("\"\\x\"", "J0106", 1),
    ("\"\\u12g4\"", "J0106", 1), ("\"\\ud800\"", "J0107", 1), ("\"\\udc00\"", "J0107", 1),
    ("\"\\ud800\\u0041\"", "J0107", 1), ("1 2", "J0103", 2), ("nul", "J0101", 3),
    ("tru3", "J0102", 0), ("{a:1}", "J0102", 1), ("{\"a\" 1}", "J0102", 5), ("\u{FEFF}1", "J0102", 0),
    ("NaN", "J0102", 0), ("'a'", "J0102", 0), ("[1 2]", "J0102", 3), ("\"abc", "J0101", 4),
  ])
  func `text is refused`(text: String, code: String, offset: Int) {
    do {
      let made = try JSON(parsing: text)
      Issue.record("accepted as \(made.text)")
    } catch {
      #expect(error.code == code && error.offset == offset, "\(error)")
    }
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82],
    ] as [[UInt8]])
  func `broken UTF-8 is refused`(octets: [UInt8]) {
    #expect(throws: JSONError.self) { try JSON(parsing: octets) }
  }

  @Test func `depth and size have limits`() throws {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try JSON(parsing: deep).text == deep)
    for text in ["[" + deep + "]", String(repeating: "[", count: 100_000)] {
      #expect { try JSON(parsing: text) } throws: { ($0 as? JSONError)?.kind == .tooDeep }
    }
    #expect { try JSON(parsing: "[1,2,3]", maxBytes: 5) } throws: { ($0 as? JSONError)?.kind == .tooLarge }
    let wide = "{" + (0..<40).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    #expect(try JSON(parsing: wide + "}").objectValue?.count == 40)
    #expect { try JSON(parsing: wide + ",\"k3\":1}") } throws: { ($0 as? JSONError)?.kind == .duplicateKey }
  }

  @Test func `the reader walks without a tree`() throws {
    let octets = Array(
      "{\"id\": \"e1\", \"data\": {\"amount\": 84.50, \"n\": [1, true, null]}, \"x\": \"a\\tb\"}".utf8)
    try octets.withUnsafeBytes { buffer in
      var reader = try JSONReader(buffer)
      try reader.beginObject()
      var seen: [String] = []
      while let key = try reader.nextKey(first: seen.isEmpty) {
        if key.equals("data") {
          try reader.beginObject()
          _ = try reader.nextKey(first: true)
          let number = try reader.readNumber()
          #expect(number.decimal == Decimal("84.50") && number.int == nil && number.double == 84.5)
          #expect(try reader.nextKey(first: false)?.string == "n")
          try reader.skip()
          #expect(try reader.nextKey(first: false) == nil)
          seen.append("data")
        } else {
          seen.append(try reader.readString())
        }
      }
      try reader.finish()
      #expect(seen == ["e1", "data", "a\tb"])
    }
  }

  @Test(arguments: [
    "0", "-0.0", "1", "312.75", "0.1", "123456.789", "1e22", "4.35", "9007199254740993",
    "0.30000000000000004", "1e-7", "179769313486231570000", "5e-324", "2.2250738585072014e-308",
  ])
  func `doubles are read to the nearest`(text: String) throws {
    let octets = Array(text.utf8)
    try octets.withUnsafeBytes {
      var reader = try JSONReader($0)
      let number = try reader.readNumber().double
      #expect(number == Double(text) && number.sign == Double(text)?.sign)
    }
  }

  @Test func `values become JSON and back`() throws {
    let value = try Value(parsingJSON: "{\"a\": [1, 2.5, null, \"x\"], \"b\": {\"c\": true}}")
    #expect(value.json == "{\"a\":[1,2.5,null,\"x\"],\"b\":{\"c\":true}}")
    #expect(Value.money(Money("15.00 USD")!).json == "{\"amount\":\"15.00\",\"currency\":\"USD\"}")
    #expect(Value.decimal(Decimal("0.085")!).json == "\"0.085\"")
    #expect(Value.list([.double(1.0), .double(0.1), .double(1e300)]).json == "[1,0.1,1e+300]")
  }
}
