extension Functions {
  static let moreStrings: [FunctionDeclaration] = [
    function(
      "lowerAscii",
      method([.string], .string) { (it) throws(EvaluationError) in
        .string(mapASCII(try text(it[0]), UInt8(ascii: "A")...UInt8(ascii: "Z"), 32))
      }),
    function(
      "upperAscii",
      method([.string], .string) { (it) throws(EvaluationError) in
        .string(mapASCII(try text(it[0]), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(bitPattern: -32)))
      }),
    function(
      "trim",
      method([.string], .string) { (it) throws(EvaluationError) in
        let scalars = try scalars(it[0])
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
          let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return .string("") }
        return .string(String(scalars[first...last]))
      }),
    function(
      "reverse",
      method([.string], .string) { (it) throws(EvaluationError) in
        .string(String(Array(try scalars(it[0]).reversed())[...]))
      }),
    function(
      "strings.quote",
      plain([.string], .string) { (it) throws(EvaluationError) in
        .string(quoted(try text(it[0])))
      }),
    function(
      "format",
      method([.string, .list(.dyn)], .string) { (it) throws(EvaluationError) in
        var formatter = Formatter(arguments: try list(it[1]))
        return .string(try formatter.format(try text(it[0])))
      }),
  ]

  private static func mapASCII(_ text: String, _ range: ClosedRange<UInt8>, _ shift: UInt8) -> String {
    String(decoding: text.utf8.map { range.contains($0) ? $0 &+ shift : $0 }, as: UTF8.self)
  }

  static let encoders: [FunctionDeclaration] = [
    function(
      "base64.encode",
      plain([.bytes], .string) { (it) throws(EvaluationError) in
        guard case .bytes(let bytes) = it[0] else { throw wrong(it[0], "bytes") }
        return .string(Base64.encode(bytes.octets))
      }),
    function(
      "base64.decode",
      plain([.string], .bytes) { (it) throws(EvaluationError) in
        guard let octets = Base64.decode(try text(it[0])) else { throw invalid("the text is not base64") }
        return .bytes(Bytes(octets))
      }),
  ]
}
