internal import CEL

/// A definition whose condition holds for the event at hand.
struct Hit {
  var handler: Int
  /// The outputs of each hit of a table; nil for a rule.
  var outputs: [[Value]]?
  /// Decided and recorded, but nothing is done.
  var isShadow: Bool
  /// What is counted when it is carried out.
  var counts: [Tally] = []
}

/// What matching found, in firing order.
struct MatchResult {
  var hits: [Hit] = []
  var errors: [DecisionError] = []
  /// What would have matched but for a cap or a cool-down.
  var held: [HeldBack] = []

  /// The most that are kept with a decision.
  static let heldLimit = 100
}

/// Judges the definitions that answer an event, as far as the index has not done so. It changes nothing.
struct Matcher {
  let rulebook: Rulebook
  let situation: Situation

  func match() throws(ProcessingError) -> MatchResult {
    var result = MatchResult()
    var groups: [Int] = []
    var restraints = RestraintState()
    let candidates = situation.knowledge.ruleScratch
    situation.readCommonColumns()
    situation.plan.index.match(situation.frame, candidates)
    for place in 0..<candidates.count {
      let candidate = candidates[place]
      // Definitions are looked at in place: a copy of one counts the references of all its parts.
      let definition = situation.plan.handlers[candidate.position].definition
      let group = rulebook.definitions[definition].group
      if let group, groups.contains(group) { continue }
      do {
        switch try admit(candidate, &restraints) {
        case .no: break
        case .held(let held): if result.held.count < MatchResult.heldLimit { result.held.append(held) }
        case .yes(let hit):
          if let group, !hit.isShadow { groups.append(group) }
          result.hits.append(hit)
        }
      } catch {
        try situation.knowledge.check()
        result.errors.append(DecisionError(error, by: rulebook.definitions[definition]))
      }
    }
    try situation.knowledge.check()
    return result
  }

  /// Whether a definition answers the event at hand.
  enum Admission {
    case no
    /// But for a cap or a cool-down it would.
    case held(HeldBack)
    case yes(Hit)
  }

  /// Judges one definition by itself.
  func admit(_ position: Int) throws(EvaluationError) -> Admission {
    var restraints = RestraintState()
    return try admit(MatchScratch.Candidate(position: position, needsEvaluation: true), &restraints)
  }

  private func admit(
    _ candidate: MatchScratch.Candidate, _ restraints: inout RestraintState
  ) throws(EvaluationError) -> Admission {
    guard var hit = try judge(candidate) else { return .no }
    guard let restraint = situation.plan.handlers[candidate.position].restraint else { return .yes(hit) }
    let definition = situation.plan.handlers[candidate.position].definition
    let judged = try restraints.judge(
      restraint, rulebook.definitions[definition], situation, isShadow: hit.isShadow)
    switch judged {
    case .free(let counts): hit.counts = counts
    case .held(let held): return .held(held)
    }
    return .yes(hit)
  }

  private func judge(_ candidate: MatchScratch.Candidate) throws(EvaluationError) -> Hit? {
    let position = candidate.position
    let definition = situation.plan.handlers[position].definition
    guard rulebook.definitions[definition].isEffective(at: situation.event.time) else { return nil }
    if candidate.needsEvaluation, let condition = situation.plan.handlers[position].condition,
      try !condition.holds(in: situation.frame)
    {
      return nil
    }
    var share = Share.live
    if let rollout = rulebook.definitions[definition].rollout {
      guard let own = try rolledOut(rollout, situation.plan.handlers[position].rolloutKey) else { return nil }
      share = own
    }
    guard case .table(let plan) = situation.plan.handlers[position].body else {
      return Hit(handler: candidate.position, outputs: nil, isShadow: share == .shadow)
    }
    let outputs = try plan.match(in: situation)
    return outputs.isEmpty
      ? nil : Hit(handler: candidate.position, outputs: outputs, isShadow: share == .shadow)
  }

  private enum Share { case live, shadow }

  private func rolledOut(_ rollout: Rollout, _ program: Program?) throws(EvaluationError) -> Share? {
    guard let share = rollout.basisPoints else { return .shadow }
    let key: String
    if let program {
      key = try program.evaluate(situation.frame).identity
    } else {
      key = situation.event.subject ?? situation.event.id
    }
    return rollout.bucket(of: key) < share ? .live : nil
  }
}

extension Definition {
  /// Whether the definition answers events that happen at `instant`.
  func isEffective(at instant: Timestamp) -> Bool {
    if let from, instant < from { return false }
    if let until, instant >= until { return false }
    return true
  }
}

extension Rollout {
  /// The share, 0 to 9,999, that a key falls into: the first 8 bytes of SHA-256(salt, NUL, key) modulo
  /// 10,000.
  func bucket(of key: String) -> Int {
    let digest = SHA256.digest(Array(salt.utf8) + [0] + Array(key.utf8))
    let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(number % 10_000)
  }
}

extension TablePlan {
  /// The hits for the event at hand, in the order of the hit policy.
  func match(in situation: Situation) throws(EvaluationError) -> [[Value]] {
    var values: [Value?] = []
    for input in inputs {
      do {
        values.append(try input.evaluate(situation.frame))
      } catch  where error.kind == .missing {
        values.append(nil)
      }
    }
    return try table.match(values, situation.knowledge.rowScratch) { row throws(EvaluationError) in
      let plans = row.map { table.results[$0] } ?? table.fallback ?? []
      var outputs: [Value] = []
      for plan in plans { outputs.append(try plan.value(in: situation.frame)) }
      return outputs
    }.hits
  }
}

extension DecisionError {
  init(_ error: EvaluationError, by definition: Definition) {
    self.init(
      by: definition.name, code: error.code, message: error.message,
      opensIncident: definition.onError == .incident)
  }
}
