import CEL
import Testing

@testable import RulesEngine

@Suite struct RandomRulesTests {
  /// Rule sets of every size, so that lists, groups and grids all have their turn.
  @Test(arguments: 0..<60)
  func `finds what judging each condition by itself finds`(seed: Int) {
    var random = SeededRandom(seed)
    let kinds = (0..<6).map { _ in random.pick(SlotKind.allCases) }
    var source = RandomForms(kinds: kinds, random: random)
    let forms = (0..<random.pick([1, 5, 40, 200])).map { _ in source.form(depth: 3) }
    let index = RuleIndex(forms)
    let (probe, scratch) = (IndexProbe(), MatchScratch())
    for _ in 0..<60 {
      let contents = source.contents(strays: nil, missing: 6, broken: nil)
      probe.fill(contents)
      #expect(probe.complaints(index, forms, NaiveJudge(slots: contents), scratch) == [])
    }
  }

  @Test(arguments: 100..<160)
  func `leaves to evaluation what may fail, and no rule that holds is lost`(seed: Int) {
    var random = SeededRandom(seed)
    let kinds = (0..<6).map { _ in random.pick(SlotKind.allCases) }
    var source = RandomForms(kinds: kinds, random: random, strayConstants: 12, parts: 3)
    let forms = (0..<random.pick([3, 60, 150])).map { _ in source.form(depth: 3) }
    let deferred = Set((0..<6).filter { _ in random.once(in: 3) })
    let index = RuleIndex(forms, deferred: deferred)
    let (probe, scratch) = (IndexProbe(), MatchScratch())
    for _ in 0..<60 {
      let contents = source.contents(
        strays: random.pick([nil, 20]), missing: 8, broken: random.pick([nil, 20]))
      let parts = (0..<3).map { _ in random.pick([NaiveVerdict.yes, .no, .missing, .error]) }
      probe.fill(contents, pending: Set((0..<6).filter { _ in random.once(in: 3) }).union(deferred))
      #expect(probe.complaints(index, forms, NaiveJudge(slots: contents, parts: parts), scratch) == [])
    }
  }

  /// Conjunctions as rule authors write them, enough of them for every way of access.
  @Test(arguments: [200, 201, 202, 203])
  func `finds the rules of large, regular rule sets`(seed: Int) {
    var source = RandomForms(
      kinds: [.text, .text, .number, .timestamp, .decimal, .text], random: SeededRandom(seed),
      parts: seed % 2 == 0 ? 2 : 0)
    let forms = (0..<900).map { _ in RegularForms.form(&source) }
    let index = RuleIndex(forms, deferred: [5])
    #expect(index.storage.tables.pointee.groupCount > 0)
    #expect(index.storage.tables.pointee.termCount >= 900)
    #expect(index.isExact == (seed % 2 == 1))
    let (probe, scratch) = (IndexProbe(), MatchScratch())
    for _ in 0..<150 {
      let contents = RegularForms.contents(&source.random)
      let parts = (0..<2).map { _ in source.random.pick([NaiveVerdict.yes, .no, .missing, .error]) }
      probe.fill(contents, pending: [5])
      #expect(probe.complaints(index, forms, NaiveJudge(slots: contents, parts: parts), scratch) == [])
    }
  }
}

/// Rules of one or two equalities and one or two intervals.
enum RegularForms {
  static func form(_ source: inout RandomForms) -> Form {
    var tests: [Form] = []
    if !source.random.once(in: 5) { tests.append(.test(slot: 0, .equals(text(&source.random)))) }
    if source.random.once(in: 3) {
      let values = (0...source.random.below(3)).map { _ in text(&source.random) }
      tests.append(.test(slot: 1, .in(values)))
    }
    let low = source.random.below(1000)
    tests.append(.test(slot: 2, .greaterOrEqual(.double(Double(low)))))
    if source.random.once(in: 2) {
      tests.append(.test(slot: 2, .less(.double(Double(low + 1 + source.random.below(60))))))
    }
    if source.random.once(in: 4) { tests.append(.test(slot: 3, .less(instant(&source.random)))) }
    if source.random.once(in: 4) { tests.append(.test(slot: 4, .greater(.decimal(Decimal(low, scale: 1))))) }
    if source.random.once(in: 4) { tests.append(.test(slot: 5, .equals(text(&source.random)))) }
    if source.parts > 0, source.random.once(in: 4) {
      tests.append(.opaque(part: source.random.below(source.parts)))
    }
    return .and(tests)
  }

  static func contents(_ random: inout SeededRandom) -> [SlotContent] {
    let values = [
      text(&random), text(&random), .double(Double(random.below(1100))), instant(&random),
      .decimal(Decimal(random.below(1000), scale: 1)), text(&random),
    ]
    return values.map { random.once(in: 12) ? .missing : .value($0) }
  }

  private static func text(_ random: inout SeededRandom) -> Value {
    .string("a value with number \(random.below(7))".suffix(8 + random.below(2) * 13).description)
  }

  private static func instant(_ random: inout SeededRandom) -> Value {
    .timestamp(Timestamp(microseconds: Int64(random.below(50))))
  }
}
