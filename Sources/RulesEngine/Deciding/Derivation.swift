internal import CEL

/// Keeps what is derived of the event's subject: scores that moved and segments entered or left become
/// events.
struct Derivation {
  let rulebook: Rulebook
  let situation: Situation
  let identity: EventIdentity

  func update(_ effects: inout Effects) throws(ProcessingError) {
    guard let subject = situation.subject else { return }
    do throws(EvaluationError) {
      for score in rulebook.model.scores where score.entity == subject.entity {
        try update(score, of: subject, into: &effects)
      }
      for segment in rulebook.model.segments where segment.entity == subject.entity {
        try update(segment, of: subject, into: &effects)
      }
    } catch {
      try situation.knowledge.check()
      effects.errors.append(
        DecisionError(by: "score", code: error.code, message: error.message, opensIncident: true))
    }
  }

  private func update(
    _ score: Score, of subject: EntityInstance, into effects: inout Effects
  ) throws(EvaluationError) {
    guard score.notifyBy != nil || score.notifyBand else { return }
    let result = try subject.score(score)
    let old = try situation.knowledge.reading { storage throws(StorageError) in
      try storage.score(score.name, key: subject.key)
    }
    if let old, !moved(score, from: old, to: result) { return }
    _ = try situation.knowledge.reading { storage throws(StorageError) in
      try storage.setScore(
        score.name, key: subject.key, to: StoredScore(value: result.value, band: result.band))
    }
    guard let old, let type = rulebook.event(named: score.changeEvent) else { return }
    var fields: [(String, Value)] = [("old", .double(old.value)), ("new", .double(result.value))]
    if let band = old.band { fields.append(("old_band", .string(band))) }
    if let band = result.band { fields.append(("band", .string(band))) }
    let parts = result.parts.map { ($0.name, $0.value.map(Value.double) ?? .null) }
    fields.append(("factors", .map(Map(parts))))
    effects.emitted.append(
      EmittedEvent(
        id: identity.emitted(.init(by: "score/\(score.name)", number: 0)), type: type,
        subject: subject.key.identity, fields: fields))
  }

  private func moved(_ score: Score, from old: StoredScore, to new: ScoreResult) -> Bool {
    if score.notifyBand, old.band != new.band { return true }
    if let step = score.notifyBy { return abs(new.value - old.value) >= step }
    return false
  }

  private func update(
    _ segment: Segment, of subject: EntityInstance, into effects: inout Effects
  ) throws(EvaluationError) {
    let belongs = try segment.condition.holds(in: subject.frame)
    let knowledge = situation.knowledge
    let changed = try knowledge.reading { storage throws(StorageError) in
      let known = try storage.segments(entity: segment.entity, key: subject.key).contains(segment.name)
      guard known != belongs else { return false }
      try storage.setMembership(
        segment: segment.name, entity: segment.entity, key: subject.key, isMember: belongs, at: knowledge.now)
      return true
    }
    guard changed, let type = rulebook.event(named: belongs ? "segment.entered" : "segment.left") else {
      return
    }
    effects.emitted.append(
      EmittedEvent(
        id: identity.emitted(.init(by: "segment/\(segment.name)", number: 0)), type: type,
        subject: subject.key.identity, fields: [("segment", .string(segment.name))]))
  }
}

extension Score {
  /// The type of the event that says the score moved.
  var changeEvent: String { "score.\(name).changed" }
}
