/// The fields whose equality leads to a term: an ascending list, empty for a term that is reached without.
typealias Signature = [Int]

/// Chooses how each term is reached: by the equalities it demands, as long as looking them up costs less than trying
/// the terms without.
struct AccessPlanner {
  /// The most combinations of keys that a term is filed under.
  static let combinationLimit = 16
  /// What a look-up costs, in tests of a term.
  private static let lookUp = 4.0

  let fields: [Field]
  let selectivity: Selectivity

  /// Sets the signature of each term.
  func assign(_ terms: inout [DraftTerm]) {
    var members: [Signature: [Int]] = [:]
    for (number, term) in terms.enumerated() { members[widest(term), default: []].append(number) }
    // Those of many fields first: they move to those of few.
    for signature in members.keys.sorted(by: precedes) where !signature.isEmpty {
      let numbers = members[signature] ?? []
      let count = Double(numbers.count)
      let keep = Self.lookUp + count * chance(signature)
      let target = best(for: signature, among: members)
      if count * chance(target) <= keep, !isDeferred(signature) {
        members[target, default: []] += numbers
        members[signature] = nil
      }
    }
    for (signature, numbers) in members {
      for number in numbers { terms[number].signature = signature }
    }
  }

  private func precedes(_ left: Signature, _ right: Signature) -> Bool {
    left.count != right.count ? left.count > right.count : left.lexicographicallyPrecedes(right)
  }

  private func isDeferred(_ signature: Signature) -> Bool { signature.contains { fields[$0].isDeferred } }

  private func chance(_ signature: Signature) -> Double {
    signature.reduce(1) { $0 * selectivity.equality(of: $1) }
  }

  /// The rarest of the signatures within this one that terms could move to.
  private func best(for signature: Signature, among members: [Signature: [Int]]) -> Signature {
    var best: Signature = []
    for candidate in subsets(of: signature) {
      let isKnown = candidate.count == 1 || members[candidate] != nil
      if isKnown, chance(candidate) < chance(best) { best = candidate }
    }
    return best
  }

  /// The proper, non-empty subsets; of long signatures only single fields.
  private func subsets(of signature: Signature) -> [Signature] {
    guard signature.count > 1 else { return [] }
    guard signature.count <= 6 else { return signature.map { [$0] } }
    return (1..<(1 << signature.count) - 1).map { mask in
      signature.indices.filter { mask & 1 << $0 != 0 }.map { signature[$0] }
    }
  }

  /// All equalities of a term that can be looked up together.
  private func widest(_ term: DraftTerm) -> Signature {
    let isFetching = term.literals.allSatisfy { fields[$0.field].isDeferred }
    var chosen: [Int] = []
    var bits = 0
    var combinations = 1
    var single: Int?
    for literal in term.literals where fields[literal.field].isDeferred == isFetching {
      guard let keys = literal.equalities, !literal.isNever else { continue }
      guard combinations * keys.count <= Self.combinationLimit else { continue }
      guard let width = Self.bits(of: fields[literal.field]) else {
        if keys.count <= Self.combinationLimit { single = single ?? literal.field }
        continue
      }
      guard bits + width <= 63, !chosen.contains(literal.field) else { continue }
      // Fetching more than one fact to look up one rule would be fetching for nothing.
      if isFetching, !chosen.isEmpty { continue }
      chosen.append(literal.field)
      bits += width
      combinations *= keys.count
    }
    if chosen.isEmpty, let single { return [single] }
    return chosen.sorted()
  }

  /// The bits that hold every key of a field; nil where the keys are not numbered.
  static func bits(of field: Field) -> Int? {
    switch field.lane {
    case .bool: 1
    case .text: Int.bitWidth - (2 * field.symbols.count + 1).leadingZeroBitCount
    default: nil
    }
  }
}
