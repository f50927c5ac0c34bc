internal import CEL

/// What a decision table says for one set of inputs.
struct TableMatch {
  /// The hits that count, each with one value per output.
  var hits: [[Value]] = []
  /// The rows that fit, by position; empty when the default was taken.
  var rows: [Int] = []
}

extension DecisionTable {
  /// Applies the hit policy to the rows that fit.
  ///
  /// - Parameter results: computes the outputs of a row; nil stands for the default.
  /// - Throws: `invalidArgument` when the policy forbids what fits.
  func match(
    _ inputs: [Value?], _ scratch: MatchScratch, results: (Int?) throws(EvaluationError) -> [Value]
  ) throws(EvaluationError) -> TableMatch {
    index.match(inputs, first: hitPolicy == .first, scratch)
    let fitting = (0..<scratch.count).map { scratch[$0].position }
    guard !fitting.isEmpty else {
      if hitPolicy == .collectCount { return TableMatch(hits: [[.int(0)]]) }
      return fallback == nil ? TableMatch() : TableMatch(hits: [try results(nil)])
    }
    var found = TableMatch(rows: fitting)
    for row in fitting { found.hits.append(try results(row)) }
    try apply(hitPolicy, to: &found)
    return found
  }

  private func apply(_ policy: HitPolicy, to found: inout TableMatch) throws(EvaluationError) {
    switch policy {
    case .first, .ruleOrder, .collect: return
    case .unique:
      if found.rows.count > 1 { throw overlap(found.rows, "hit policy `unique` allows one") }
    case .any:
      let first = found.hits[0]
      let differs = found.hits.contains { hit in !zip(hit, first).allSatisfy { $0.isEqual(to: $1) } }
      if differs { throw overlap(found.rows, "hit policy `any` allows that only with equal outputs") }
      found = TableMatch(hits: [first], rows: [found.rows[0]])
    case .priority:
      let best = byPriority(found)[0]
      found = TableMatch(hits: [found.hits[best]], rows: [found.rows[best]])
    case .outputOrder:
      let order = byPriority(found)
      found = TableMatch(hits: order.map { found.hits[$0] }, rows: order.map { found.rows[$0] })
    case .collectCount: found.hits = [[.int(Int64(found.rows.count))]]
    case .collectSum, .collectMin, .collectMax: found.hits = [try aggregate(policy, found.hits)]
    }
  }

  private func overlap(_ rows: [Int], _ rule: String) -> EvaluationError {
    let numbers = rows.map { String($0 + 1) }.joined(separator: ", ")
    return EvaluationError(
      .invalidArgument, "rows \(numbers) of table `\(name)` fit at once, and \(rule)")
  }

  /// The positions of the hits, those whose outputs are listed first in front; ties in table order.
  private func byPriority(_ found: TableMatch) -> [Int] {
    let ranks = found.hits.map { hit in
      zip(outputs, hit).map { output, value -> Int in
        guard case .string(let text) = value, let allowed = output.type.allowed else { return 0 }
        return allowed.firstIndex(of: text) ?? allowed.count
      }
    }
    return found.hits.indices.sorted { left, right in
      for (first, second) in zip(ranks[left], ranks[right]) where first != second { return first < second }
      return left < right
    }
  }

  private func aggregate(_ policy: HitPolicy, _ hits: [[Value]]) throws(EvaluationError) -> [Value] {
    var result = hits[0]
    for hit in hits.dropFirst() {
      for column in result.indices {
        switch policy {
        case .collectSum: result[column] = try result[column].adding(hit[column])
        case .collectMin where hit[column].order(result[column]) == .less:
          result[column] = hit[column]
        case .collectMax where hit[column].order(result[column]) == .greater:
          result[column] = hit[column]
        default: break
        }
      }
    }
    return result
  }
}
