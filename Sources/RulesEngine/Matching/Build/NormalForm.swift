internal import CEL

/// A conjunction of literals, perhaps with parts that only evaluation knows.
struct Clause {
  var literals: [KeyLiteral] = []
  var hasOpaque = false

  static let opaque = Clause(hasOpaque: true)
}

/// Turns conditions into alternatives of conjunctions.
///
/// What would need more than a few dozen of them becomes an opaque part: the rule is then found by its other tests,
/// and evaluated.
struct NormalForm {
  /// The most alternatives of one condition.
  static let clauseLimit = 32
  /// The most tests of one alternative.
  static let literalLimit = 64
  /// The most tests that are gathered before those of one field are put together.
  static let gatheringLimit = 256
  /// How deep conditions are followed.
  static let depthLimit = 200

  let maker: LiteralMaker

  /// The alternatives of a condition: none when it never holds, an empty one when it always does.
  func clauses(of form: Form) -> [Clause] {
    clauses(form, isNegated: false, depth: 0).map(simplified)
  }

  private func clauses(_ form: Form, isNegated: Bool, depth: Int) -> [Clause] {
    guard depth < Self.depthLimit else { return [.opaque] }
    switch form {
    case .constant(let flag): return flag != isNegated ? [Clause()] : []
    case .opaque: return [.opaque]
    case .not(let part): return clauses(part, isNegated: !isNegated, depth: depth + 1)
    case .test(let slot, let test):
      return maker.literal(slot: slot, test, isNegated: isNegated).map { [Clause(literals: [$0])] } ?? [
        .opaque
      ]
    case .and(let parts):
      let inner = parts.map { clauses($0, isNegated: isNegated, depth: depth + 1) }
      return isNegated ? any(inner) : all(inner)
    case .or(let parts):
      let inner = parts.map { clauses($0, isNegated: isNegated, depth: depth + 1) }
      return isNegated ? all(inner) : any(inner)
    }
  }

  private func any(_ parts: [[Clause]]) -> [Clause] {
    let merged = mergingEqualities(parts.flatMap { $0 })
    return merged.count > Self.clauseLimit ? [.opaque] : merged
  }

  /// `x == 1 || x == 2` becomes `x in [1, 2]`.
  private func mergingEqualities(_ clauses: [Clause]) -> [Clause] {
    var found: [Int: (place: Int, keys: Set<Int64>)] = [:]
    var kept: [Clause] = []
    for clause in clauses {
      guard clause.literals.count == 1, !clause.hasOpaque, let keys = clause.literals[0].equalities else {
        kept.append(clause)
        continue
      }
      let field = clause.literals[0].field
      if found[field] == nil {
        found[field] = (kept.count, [])
        kept.append(clause)
      }
      found[field]?.keys.formUnion(keys)
    }
    for (field, entry) in found { kept[entry.place] = Clause(literals: [.among(entry.keys.sorted(), field)]) }
    return kept
  }

  private func all(_ parts: [[Clause]]) -> [Clause] {
    var product = [Clause()]
    // Parts with few alternatives first: what goes beyond the limit is then the widest part.
    for part in parts.sorted(by: { $0.count < $1.count }) {
      let fits = product.count * part.count <= Self.clauseLimit
      product = product.flatMap { left in (fits ? part : [.opaque]).map { joined(left, $0) } }
    }
    return product
  }

  private func joined(_ left: Clause, _ right: Clause) -> Clause {
    guard left.literals.count + right.literals.count <= Self.gatheringLimit else {
      return Clause(literals: left.literals, hasOpaque: true)
    }
    return Clause(literals: left.literals + right.literals, hasOpaque: left.hasOpaque || right.hasOpaque)
  }

  /// The clause with one literal for all intervals of a field.
  private func simplified(_ clause: Clause) -> Clause {
    var kept: [KeyLiteral] = []
    var places: [Int: Int] = [:]
    for literal in clause.literals {
      if literal.isOutside || literal.isAbsence {
        kept.append(literal)
      } else if let place = places[literal.field] {
        kept[place] = intersection(kept[place], literal)
      } else {
        places[literal.field] = kept.count
        kept.append(literal)
      }
    }
    let isCut = kept.count > Self.literalLimit
    return Clause(literals: Array(kept.prefix(Self.literalLimit)), hasOpaque: clause.hasOpaque || isCut)
  }

  private func intersection(_ left: KeyLiteral, _ right: KeyLiteral) -> KeyLiteral {
    var made: KeyLiteral
    switch (left.keys, right.keys) {
    case (.range(let low, let high), .range(let otherLow, let otherHigh)):
      let (low, high) = (max(low, otherLow), min(high, otherHigh))
      made = low > high ? .never(left.field) : KeyLiteral(field: left.field, keys: .range(low, high))
    case (.set(let keys), .range(let low, let high)), (.range(let low, let high), .set(let keys)):
      made = .among(keys.filter { $0 >= low && $0 <= high }, left.field)
    case (.set(let keys), .set(let others)):
      let allowed = Set(others)
      made = .among(keys.filter(allowed.contains), left.field)
    }
    made.isStrict = left.isStrict || right.isStrict
    return made
  }
}
