extension Functions {
  static let optionals: [FunctionDeclaration] = [
    function("optional.of", plain([a], .optional(a)) { .optional(OptionalValue($0[0])) }),
    function("optional.none", plain([], .optional(a)) { _ in .optional(.none) }),
    function(
      "optional.ofNonZeroValue",
      plain([a], .optional(a)) { .optional(isZero($0[0]) ? .none : OptionalValue($0[0])) }),
    function(
      "hasValue",
      method([.optional(a)], .bool) { (it) throws(EvaluationError) in
        .bool(try optional(it[0]).value != nil)
      }),
    function(
      "value",
      method([.optional(a)], a) { (it) throws(EvaluationError) in
        guard let value = try optional(it[0]).value else { throw invalid("the optional holds nothing") }
        return value
      }),
    function(
      "or",
      method([.optional(a), .optional(a)], .optional(a)) { (it) throws(EvaluationError) in
        try optional(it[0]).value == nil ? it[1] : it[0]
      }),
    function(
      "orValue",
      method([.optional(a), a], a) { (it) throws(EvaluationError) in
        try optional(it[0]).value ?? it[1]
      }),
  ]

  private static func optional(_ value: Value) throws(EvaluationError) -> OptionalValue {
    if case .optional(let optional) = value { return optional }
    throw wrong(value, "an optional")
  }

  static func isZero(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .bool(let flag): !flag
    case .int(let number): number == 0
    case .uint(let number): number == 0
    case .double(let number): number == 0
    case .string(let text): text.isEmpty
    case .bytes(let bytes): bytes.octets.isEmpty
    case .list(let list): list.isEmpty
    case .map(let map): map.isEmpty
    case .duration(let duration): duration == .zero
    case .decimal(let number): number.isZero
    case .money(let money): money.amount.isZero
    case .optional(let optional): optional.value == nil
    case .timestamp(let instant): instant.seconds == 0 && instant.nanoseconds == 0
    case .type, .record, .opaque: false
    }
  }
}
