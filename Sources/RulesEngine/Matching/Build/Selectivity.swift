/// Guesses what share of events passes a literal, from the constants alone: those that rules ask for more often are
/// taken to occur more often, and intervals to be as wide as the number of bounds within them.
struct Selectivity {
  /// The sorted ends of intervals of each field.
  private var bounds: [[Int64]]
  /// For each field the chance that an equality holds.
  private var equality: [Double]
  private let fields: [Field]

  init(_ clauses: [(rule: Int, clause: Clause)], _ fields: [Field]) {
    self.fields = fields
    bounds = Array(repeating: [], count: fields.count)
    var demanded: [[Int64]] = Array(repeating: [], count: fields.count)
    for (_, clause) in clauses {
      for literal in clause.literals {
        if let keys = literal.equalities {
          demanded[literal.field] += keys
        } else if case .range(let low, let high) = literal.keys {
          if low > Key.lowest { bounds[literal.field].append(low) }
          if high < Key.highest { bounds[literal.field].append(high + 1) }
        }
      }
    }
    for field in fields.indices { bounds[field].sort() }
    equality = demanded.map(Self.chance)
  }

  /// The chance that two of the keys, drawn at random, are the same; at most one in two.
  private static func chance(_ keys: [Int64]) -> Double {
    let sorted = keys.sorted()
    var sum = 0.0
    var start = 0
    for index in sorted.indices where index + 1 == sorted.count || sorted[index + 1] != sorted[index] {
      let share = Double(index + 1 - start) / Double(sorted.count)
      sum += share * share
      start = index + 1
    }
    return min(0.5, max(sum, 1e-4))
  }

  /// The chance that an equality with one key of the field holds.
  func equality(of field: Int) -> Double { equality[field] }

  /// The share of events that pass, about.
  func share(_ literal: KeyLiteral) -> Double {
    let inside: Double
    if let keys = literal.equalities {
      inside = min(1, equality[literal.field] * Double(keys.count))
    } else if case .range(let low, let high) = literal.keys {
      let width = rank(high, literal.field) - rank(low - (low > Key.missing ? 1 : 0), literal.field)
      inside = (Double(width) + 0.5) / Double(bounds[literal.field].count + 1)
    } else {
      inside = 1
    }
    return literal.isOutside ? 1 - inside * 0.5 : min(1, inside)
  }

  /// The number of bounds up to `key`.
  private func rank(_ key: Int64, _ field: Int) -> Int {
    let bounds = bounds[field]
    var (low, high) = (0, bounds.count)
    while low < high {
      let middle = (low + high) / 2
      if bounds[middle] <= key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The order in which tests are tried: those that need no fetching first, then by how much they rule out.
  func sorted(_ literals: [KeyLiteral]) -> [KeyLiteral] {
    let keyed = literals.enumerated().map { (fields[$1.field].isDeferred ? 1 : 0, share($1), $0, $1) }
    return keyed.sorted { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) }.map(\.3)
  }
}
