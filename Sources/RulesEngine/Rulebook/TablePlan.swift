public import CEL

/// A compiled decision table.
public struct DecisionTable: Sendable {
  public var name: String
  public var hitPolicy: HitPolicy
  public var inputs: [(name: String, type: ValueType)]
  public var outputs: [EventField]
  /// One test per input and row.
  public var rows: [[UnaryTest]]
  /// One value per output and row.
  public var results: [[ValuePlan]]
  public var fallback: [ValuePlan]?
  /// The rows, once all of them are there.
  var index = TableIndex([])
}

/// A decision table that answers an event.
public struct TablePlan: Sendable {
  public var table: DecisionTable
  public var inputs: [Program]
  /// The slot of each output while the actions are computed; nil where no action reads it.
  public var outputSlots: [Int?]
}
