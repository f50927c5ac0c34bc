internal import CEL

/// A compiled decision table.
struct DecisionTable: Sendable {
  var name: String
  var hitPolicy: HitPolicy
  var inputs: [(name: String, type: ValueType)]
  var outputs: [EventField]
  /// One test per input and row.
  var rows: [[UnaryTest]]
  /// One value per output and row.
  var results: [[ValuePlan]]
  var fallback: [ValuePlan]?
  /// The rows, once all of them are there.
  var index = TableIndex([])
}

/// A decision table that answers an event.
struct TablePlan: Sendable {
  var table: DecisionTable
  var inputs: [Program]
  /// The slot of each output while the actions are computed; nil where no action reads it.
  var outputSlots: [Int?]
}
