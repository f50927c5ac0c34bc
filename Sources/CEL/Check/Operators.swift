/// The signatures of the standard operators, for the checker. Evaluation knows them by itself.
enum Operators {
  struct Signature {
    var left: ValueType
    var right: ValueType
    var result: ValueType
  }

  private static let a = ValueType.parameter("A")
  private static let b = ValueType.parameter("B")

  static func signatures(_ op: BinaryOperator) -> [Signature] { table[op] ?? [] }

  private static let table: [BinaryOperator: [Signature]] = {
    let numbers: [ValueType] = [.int, .uint, .double]
    var table: [BinaryOperator: [Signature]] = [:]
    func same(_ types: [ValueType]) -> [Signature] {
      types.map { Signature(left: $0, right: $0, result: $0) }
    }
    table[.add] =
      same(numbers + [.string, .bytes, .list(a)]) + [
        Signature(left: .timestamp, right: .duration, result: .timestamp),
        Signature(left: .duration, right: .timestamp, result: .timestamp),
        Signature(left: .duration, right: .duration, result: .duration),
      ]
    table[.subtract] =
      same(numbers) + [
        Signature(left: .timestamp, right: .duration, result: .timestamp),
        Signature(left: .timestamp, right: .timestamp, result: .duration),
        Signature(left: .duration, right: .duration, result: .duration),
      ]
    table[.multiply] = same(numbers)
    table[.divide] = same(numbers)
    table[.remainder] = same([.int, .uint])
    let ordered: [ValueType] = numbers + [.bool, .string, .bytes, .timestamp, .duration]
    for op in [BinaryOperator.less, .lessOrEqual, .greater, .greaterOrEqual] {
      table[op] = ordered.map { Signature(left: $0, right: $0, result: .bool) }
    }
    for op in [BinaryOperator.equal, .notEqual] { table[op] = [Signature(left: a, right: a, result: .bool)] }
    table[.in] = [
      Signature(left: a, right: .list(a), result: .bool),
      Signature(left: a, right: .map(a, b), result: .bool),
    ]
    return table
  }()

  /// The operators that exist only in the rules profile, for messages.
  static let exact: [BinaryOperator: [Signature]] = [
    .add: [
      Signature(left: .decimal, right: .decimal, result: .decimal),
      Signature(left: .money, right: .money, result: .money),
    ],
    .subtract: [
      Signature(left: .decimal, right: .decimal, result: .decimal),
      Signature(left: .money, right: .money, result: .money),
    ],
    .multiply: [
      Signature(left: .decimal, right: .decimal, result: .decimal),
      Signature(left: .money, right: .decimal, result: .money),
    ],
    .divide: [
      Signature(left: .decimal, right: .decimal, result: .decimal),
      Signature(left: .money, right: .money, result: .decimal),
      Signature(left: .money, right: .decimal, result: .money),
    ],
  ]
}
