import CEL
import Testing

@testable import RulesEngine

@Suite struct TableIndexTests {
  @Test(arguments: 0..<60)
  func `finds the rows that fit test by test`(seed: Int) {
    var random = SeededRandom(1000 + seed)
    let kinds = (0..<4).map { _ in random.pick(SlotKind.allCases) }
    let strays = random.pick([nil, 15])
    let rows = (0..<random.pick([1, 8, 300])).map { _ in
      kinds.map { cell($0, strays: strays, depth: 2, &random) }
    }
    let index = TableIndex(rows)
    let scratch = MatchScratch()
    for _ in 0..<60 {
      let inputs = kinds.map { kind -> Value? in
        if random.once(in: 8) { return nil }
        return (strays.map { random.once(in: $0) } ?? false ? random.pick(SlotKind.allCases) : kind).value(
          &random)
      }
      let expected = rows.indices.filter { row in zip(rows[row], inputs).allSatisfy { $0.fits($1) } }
      index.match(inputs, first: false, scratch)
      #expect((0..<scratch.count).map { scratch[$0].position } == expected, "\(inputs)")
      index.match(inputs, first: true, scratch)
      #expect((0..<scratch.count).map { scratch[$0].position } == Array(expected.prefix(1)), "\(inputs)")
    }
  }

  private func cell(
    _ kind: SlotKind, strays: Int?, depth: Int, _ random: inout SeededRandom
  ) -> UnaryTest {
    let isStray = strays.map { random.once(in: $0) } ?? false
    func value(_ random: inout SeededRandom) -> Value {
      (isStray ? random.pick(SlotKind.allCases) : kind).value(&random)
    }
    switch random.below(depth > 0 ? 14 : 10) {
    case 0, 1, 2: return .any
    case 3: return .absent
    case 4: return .less(value(&random))
    case 5: return .greaterOrEqual(value(&random))
    case 6, 7:
      return .interval(
        low: value(&random), lowClosed: random.once(in: 2), high: value(&random),
        highClosed: random.once(in: 2))
    case 8, 9: return .equals(value(&random))
    case 10: return .not(cell(kind, strays: strays, depth: depth - 1, &random))
    case 11: return .greater(value(&random))
    default: return .either((0..<3).map { _ in cell(kind, strays: strays, depth: depth - 1, &random) })
    }
  }
}
