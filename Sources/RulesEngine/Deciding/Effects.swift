internal import CEL

/// What the actions of one event have come to so far.
struct Effects {
  var actions: [OutboxAction] = []
  var shadowed: [OutboxAction] = []
  var emitted: [EmittedEvent] = []
  var errors: [DecisionError] = []
  var hasWritten = false
}

/// An event that a definition emits: processed after the event at hand, in the same transaction.
struct EmittedEvent {
  var id: String
  var type: Int
  var subject: String?
  var fields: [(name: String, value: Value)]
}
