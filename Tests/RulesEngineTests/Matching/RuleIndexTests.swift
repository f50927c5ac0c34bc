import CEL
import Testing

@testable import RulesEngine

@Suite struct RuleIndexTests {
  private func found(_ index: RuleIndex, _ frame: Frame) -> [MatchScratch.Candidate] {
    let scratch = MatchScratch()
    index.match(frame, scratch)
    return (0..<scratch.count).map { scratch[$0] }
  }

  @Test func `an index of nothing finds nothing`() {
    #expect(found(RuleIndex([]), Frame()) == [])
    #expect(RuleIndex([]).isExact)
  }

  @Test func `constant and opaque conditions need no slots`() {
    let index = RuleIndex([.constant(true), .constant(false), .opaque(part: 0), .and([]), .or([])])
    let candidates = found(index, Frame())
    #expect(candidates.map(\.position) == [0, 2, 3])
    #expect(candidates.map(\.needsEvaluation) == [false, true, false])
    #expect(!index.isExact)
  }

  @Test func `a fact is fetched only for rules that hold in the fields of the event`() {
    let forms: [Form] = [
      .and([.test(slot: 1, .equals("vip")), .test(slot: 0, .equals("order"))]),
      .and([.test(slot: 0, .equals("login")), .test(slot: 2, .isTrue)]),
    ]
    let index = RuleIndex(forms, deferred: [1, 2])
    let probe = IndexProbe()
    for (type, fetched, matched) in [("order", [1], [0]), ("login", [2], [1]), ("other", [], [])] {
      probe.fill([.value(.string(type)), .value("vip"), .value(true)], pending: [1, 2])
      #expect(found(index, probe.frame).map(\.position) == matched, "\(type)")
      #expect(probe.fetched == Set(fetched), "\(type)")
    }
  }

  @Test func `many rules on a fact alone share one fetch and one look-up`() {
    let forms = (0..<500).map { Form.test(slot: 0, .equals(.string("segment \($0)"))) }
    let index = RuleIndex(forms, deferred: [0])
    #expect(index.storage.tables.pointee.groupCount == 1)
    let probe = IndexProbe()
    probe.fill([.value("segment 321")], pending: [0])
    #expect(found(index, probe.frame).map(\.position) == [321])
  }

  @Test func `regular rules are found by look-up and by interval, not one by one`() {
    let forms = (0..<2000).map { number -> Form in
      .and([
        .test(slot: 0, .equals(.string("type \(number % 20)"))),
        .test(slot: 1, .greaterOrEqual(.double(Double(number)))),
        .test(slot: 1, .less(.double(Double(number + 3)))),
      ])
    }
    let index = RuleIndex(forms)
    let tables = index.storage.tables.pointee
    #expect(tables.groupCount == 1)
    #expect(tables.root.count == 0)
    let frame = Frame()
    frame.prepare(slotCount: 2)
    frame[0] = "type 7"
    frame[1] = .double(1207.5)
    #expect(found(index, frame).map(\.position) == [1207])
  }

  @Test func `what has too many alternatives is left to evaluation where it may hold`() {
    // Twelve alternatives of two tests each, all wanted: 4,096 combinations.
    let wide = Form.and(
      (0..<12).map { .or([.test(slot: $0, .equals(1)), .test(slot: $0 + 12, .less(5))]) })
    let index = RuleIndex([.and([.test(slot: 30, .isTrue), wide])])
    #expect(!index.isExact)
    let frame = Frame()
    frame.prepare(slotCount: 31)
    for slot in 0..<30 { frame[slot] = 1 }
    frame[30] = true
    #expect(found(index, frame) == [.init(position: 0, needsEvaluation: true)])
    frame[30] = false
    #expect(found(index, frame) == [])
  }

  @Test func `deep and long conditions end`() {
    var deep = Form.test(slot: 0, .isTrue)
    for _ in 0..<5000 { deep = .not(deep) }
    let long = Form.and((0..<5000).map { .test(slot: $0, .equals(1)) })
    let wide = Form.or((0..<5000).map { .test(slot: $0, .equals(1)) })
    let index = RuleIndex([deep, long, wide])
    let frame = Frame()
    frame.prepare(slotCount: 5000)
    for slot in 0..<5000 { frame[slot] = 1 }
    #expect(found(index, frame).map(\.position) == [0, 1, 2])
  }

  @Test func `alternatives of one slot become one look-up`() {
    let forms = (0..<200).map { number in
      Form.or((0..<60).map { .test(slot: 0, .equals(.int(Int64(number * 60 + $0)))) })
    }
    let index = RuleIndex(forms)
    #expect(index.isExact)
    let frame = Frame()
    frame.prepare(slotCount: 1)
    frame[0] = .int(61)
    #expect(found(index, frame).map(\.position) == [1])
  }

  @Test func `one scratch serves indexes of all sizes in turn`() {
    let small = RuleIndex([.test(slot: 0, .equals("a"))])
    let large = RuleIndex((0..<300).map { .test(slot: $0, .equals("a")) })
    let frame = Frame()
    frame.prepare(slotCount: 300)
    frame[0] = "a"
    frame[299] = "a"
    let scratch = MatchScratch()
    for _ in 0..<3 {
      small.match(frame, scratch)
      #expect(scratch.count == 1)
      large.match(frame, scratch)
      #expect((0..<scratch.count).map { scratch[$0].position } == [0, 299])
    }
  }
}
