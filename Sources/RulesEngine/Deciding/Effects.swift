internal import CEL

/// What the actions of one event have come to so far.
struct Effects {
  var actions: [OutboxAction] = []
  var shadowed: [OutboxAction] = []
  var emitted: [EmittedEvent] = []
  var errors: [DecisionError] = []
  var notes: [DecisionNote] = []
  var hasWritten = false
  var hasChangedTimers = false
  /// The definitions whose code looked at the event and had nothing to do.
  var idle: Set<String> = []
  /// The parts of definitions that counted; what is undone has counted all the same.
  var uses: [CodePart.Use] = []

  /// How far everything has come, to go back to.
  struct Mark {
    fileprivate var actions, shadowed, emitted, errors, notes: Int
    fileprivate var hasWritten: Bool
    fileprivate var idle: Set<String>
  }

  var mark: Mark {
    Mark(
      actions: actions.count, shadowed: shadowed.count, emitted: emitted.count, errors: errors.count,
      notes: notes.count, hasWritten: hasWritten, idle: idle)
  }

  /// Takes back what came after `mark`.
  mutating func undo(to mark: Mark) {
    actions.removeSubrange(mark.actions...)
    shadowed.removeSubrange(mark.shadowed...)
    emitted.removeSubrange(mark.emitted...)
    errors.removeSubrange(mark.errors...)
    notes.removeSubrange(mark.notes...)
    hasWritten = mark.hasWritten
    idle = mark.idle
  }

  mutating func add(_ action: OutboxAction, isShadow: Bool, limit: Int) throws(EvaluationError) {
    if isShadow { shadowed.append(action) } else { actions.append(action) }
    if actions.count > limit { throw EvaluationError(.budget, "more than \(limit) actions for one event") }
  }
}

/// An event that a definition emits: processed after the event at hand, in the same transaction.
struct EmittedEvent {
  var id: String
  var type: Int
  var subject: String?
  var fields: [(name: String, value: Value)]
}
