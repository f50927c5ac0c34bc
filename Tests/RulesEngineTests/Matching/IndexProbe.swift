import CEL
@testable import RulesEngine

/// Fills a frame as told, some slots only when they are asked for, and checks what an index finds against the judge.
final class IndexProbe: SlotResolver {
  let frame = Frame()
  private var contents: [SlotContent] = []
  private(set) var fetched: Set<Int> = []

  func fill(_ contents: [SlotContent], pending: Set<Int> = []) {
    self.contents = contents
    fetched = []
    frame.prepare(slotCount: contents.count)
    frame.resolver = self
    for (slot, content) in contents.enumerated() {
      switch content {
      case .value(let value) where !pending.contains(slot): frame[slot] = value
      case .missing where !pending.contains(slot): frame.setMissing(slot)
      default: frame.setPending(slot)
      }
    }
  }

  func resolve(slot: Int, in frame: Frame) throws(EvaluationError) {
    fetched.insert(slot)
    switch contents[slot] {
    case .value(let value): frame[slot] = value
    case .missing: frame.setMissing(slot)
    case .broken: throw EvaluationError(.unavailable, "broken")
    }
  }

  /// What is wrong with the candidates that the index finds; empty when nothing is.
  func complaints(_ index: RuleIndex, _ forms: [Form], _ judge: NaiveJudge, _ scratch: MatchScratch)
    -> [String]
  {
    index.match(frame, scratch)
    let found = (0..<scratch.count).map { scratch[$0] }
    var judge = judge
    // What nobody had to fetch has not failed.
    for (slot, content) in contents.enumerated() where !fetched.contains(slot) {
      if case .broken = content { judge.slots[slot] = .missing }
    }
    var complaints: [String] = []
    if zip(found, found.dropFirst()).contains(where: { $0.position >= $1.position }) {
      complaints.append("out of order: \(found.map(\.position))")
    }
    let known = Dictionary(found.map { ($0.position, $0) }, uniquingKeysWith: { first, _ in first })
    for (position, form) in forms.enumerated() {
      let verdict = judge.verdict(form)
      let candidate = known[position]
      let isRight =
        switch verdict {
        case .yes: candidate != nil
        case .error: candidate?.needsEvaluation == true
        case .no, .missing: candidate?.needsEvaluation != false
        }
      if !isRight {
        complaints.append("rule \(position) is \(verdict), found \(String(describing: candidate)): \(form)")
      }
    }
    return complaints
  }
}
