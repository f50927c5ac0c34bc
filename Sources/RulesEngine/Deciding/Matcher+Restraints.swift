internal import CEL

/// What is counted for a definition when it is carried out, and what holds it back.
struct RestraintState {
  /// How often each count was taken by what matched before, for the same event.
  private var taken: [String: Int] = [:]

  /// Judges a definition whose condition holds.
  ///
  /// - Returns: what to count when it is carried out, or why it is held back.
  mutating func judge(
    _ restraint: Restraint, _ definition: Definition, _ situation: Situation, isShadow: Bool
  ) throws(EvaluationError) -> Judgement {
    var counts: [Tally] = []
    let now = situation.knowledge.now
    if let cooldown = restraint.cooldown {
      let key = try cooldown.key(in: situation)
      let since = now.subtracting(cooldown.length).map { Timestamp(microseconds: $0.microseconds + 1) }
      let last = try total(cooldown.tally, key, since, situation).latest
      if let last { return .held(cooldown.message(last, key, definition)) }
      counts.append(Tally(name: cooldown.tally, key: key, at: now, keep: cooldown.length))
    }
    if let cap = restraint.cap {
      let key = try cap.key?.evaluate(situation.frame).identity ?? situation.subjectKey
      let zone = try cap.zone(in: situation)
      let total = try total(cap.tally, key, cap.period.start(at: now, in: zone), situation)
      let count = total.count + taken["\(cap.tally)/\(key)", default: 0]
      guard count < cap.atMost else {
        return .held(cap.message(count, total.latest ?? now, key, definition))
      }
      counts.append(Tally(name: cap.tally, key: key, at: now, keep: cap.keep))
      if !isShadow { taken["\(cap.tally)/\(key)", default: 0] += 1 }
    }
    return .free(isShadow ? [] : counts)
  }

  enum Judgement {
    case free([Tally])
    case held(HeldBack)
  }

  private func total(
    _ name: String, _ key: String, _ since: Timestamp?, _ situation: Situation
  ) throws(EvaluationError) -> TallyTotal {
    try situation.knowledge.reading { storage throws(StorageError) in
      try storage.tally(name: name, key: key, since: since ?? Timestamp(microseconds: .min))
    }
  }
}

extension Situation {
  /// Whom the event is about, as a key; all events without a subject share one.
  var subjectKey: String { event.subject ?? "" }
}

extension Restraint.Cooldown {
  func key(in situation: Situation) throws(EvaluationError) -> String {
    guard !key.isEmpty else { return situation.subjectKey }
    var parts: [String] = []
    for program in key { parts.append(try program.evaluate(situation.frame).identity) }
    return parts.joined(separator: "/")
  }

  fileprivate func message(_ last: Timestamp, _ key: String, _ definition: Definition) -> HeldBack {
    let end = last.adding(length).map { ", free again at \($0)" } ?? ""
    return HeldBack(
      by: definition.name, code: "R0432", message: "cool-down: last carried out for `\(key)` at \(last)\(end)"
    )
  }
}

extension Restraint.Cap {
  func zone(in situation: Situation) throws(EvaluationError) -> Zone {
    switch zone {
    case .fixed(let zone): return zone
    case .computed(let program, let otherwise):
      let name: String
      do {
        name = try program.evaluate(situation.frame).identity
      } catch  where error.kind == .missing {
        return otherwise
      }
      if let zone = situation.knowledge.rulebook.zones.zone(named: name) { return zone }
      throw EvaluationError(.invalidArgument, "no time zone `\(name)` is known")
    }
  }

  fileprivate func message(
    _ count: Int, _ last: Timestamp, _ key: String, _ definition: Definition
  ) -> HeldBack {
    HeldBack(
      by: definition.name, code: "R0431",
      message: "frequency cap: \(count) of \(atMost) in \(period.words) for `\(key)`, the last at \(last)")
  }
}
