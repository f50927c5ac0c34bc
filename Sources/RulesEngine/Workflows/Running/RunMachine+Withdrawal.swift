internal import CEL

extension RunMachine {
  /// Takes back what the run asked for and nobody has begun to deliver: with the run its premise is gone. A step whose
  /// action was never tried has nothing to undo.
  func takeBack(_ reason: String?, _ effects: inout Effects) throws(EvaluationError) {
    let what = "run r-\(record.number) ended\(reason.map { ": \($0)" } ?? "")"
    let number = record.number
    let gone = try runs.reading { storage throws(StorageError) in
      try storage.takeBack(.run(number), reason: "d-\(self.runs.decision): \(what)", at: self.now)
    }
    guard !gone.isEmpty else { return }
    let untried = Set(gone.filter { !$0.wasTried }.map(\.key))
    state.done.removeAll { done in done.asked.map(untried.contains) ?? false }
    effects.notes.append(.withdrawn(gone, by: plan.name, reason: what))
    try note(at: "", "withdrawn", DecisionNote.withdrawn(gone, by: plan.name, reason: what).json)
  }

  /// The key of the one action that the step at hand asked for; nil where it did something else.
  func keyOfRequest(_ step: StepPlan) -> String? {
    guard case .act(let action, _) = step.body, action.asksOnce else { return nil }
    return actor.identity.key(.init(by: plan.name, path: placeOfAsking(step)))
  }
}

extension DecisionNote {
  /// What a decision took back, and why.
  static func withdrawn(_ actions: [WithdrawnAction], by name: String, reason: String) -> DecisionNote {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("title")
    writer.string(reason)
    writer.key("rows")
    writer.beginArray()
    for action in actions {
      writer.beginObject()
      for (name, text) in [
        ("decision", "d-\(action.decision)"), ("action", action.name), ("key", action.key),
      ] {
        writer.key(name)
        writer.string(text)
      }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return DecisionNote(by: name, name: "withdrawn", json: writer.octets)
  }
}
