extension Functions {
  static let core: [FunctionDeclaration] = [
    FunctionDeclaration(
      name: "size",
      overloads: [ValueType.string, .bytes, .list(a), .map(a, b)].flatMap { type in
        [
          plain([type], .int, perElement: type == .string ? 0.1 : 0, size),
          method([type], .int, perElement: type == .string ? 0.1 : 0, size),
        ]
      }),
    function("contains", method([.string, .string], .bool, contains)),
    function(
      "startsWith",
      method([.string, .string], .bool) { (it) throws(EvaluationError) in
        .bool(try text(it[0]).utf8.starts(with: try text(it[1]).utf8))
      }),
    function(
      "endsWith",
      method([.string, .string], .bool) { (it) throws(EvaluationError) in
        let (text, end) = (try text(it[0]).utf8, try text(it[1]).utf8)
        return .bool(text.count >= end.count && text.suffix(end.count).elementsEqual(end))
      }),
    function(
      "matches", plain([.string, .string], .bool, perElement: 1, pattern("matches")),
      method([.string, .string], .bool, perElement: 1, pattern("matches"))),
    function("type", plain([a], .type(a)) { .type($0[0].typeValue) }),
    function("dyn", plain([a], .dyn) { $0[0] }),
  ]

  @Sendable static func size(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .string(let text): return .int(Int64(text.unicodeScalars.count))
    case .bytes(let bytes): return .int(Int64(bytes.count))
    case .list(let list): return .int(Int64(list.count))
    case .map(let map): return .int(Int64(map.count))
    default: throw wrong(it[0], "a string, bytes, a list or a map")
    }
  }

  @Sendable static func contains(_ it: Arguments) throws(EvaluationError) -> Value {
    .bool(find(Array(try text(it[1]).utf8), in: Array(try text(it[0]).utf8), from: 0) != nil)
  }
}
