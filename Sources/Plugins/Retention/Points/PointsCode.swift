internal import CEL
internal import RulesEngine

/// Moves the points of a program: what has expired goes first, then what the event earns, then what it spends.
struct PointsCode: DecisionCode {
  struct Movement: Sendable {
    var condition: Program?
    var points: Program
    /// Whose they are; the event's subject where it is nil.
    var owner: Program?
  }

  let program: String
  let expiry: PointsExpiry?
  let remind: Duration?
  let tiers: PointsTiers?
  let zone: Zone
  let tables: PointsTables
  let events: PointsNames
  var earn: [Movement] = []
  var spend: [Movement] = []
  /// Whether it answers the event that comes when the time of something is over.
  var wakes = false

  var emits: [Int] { events.emitted }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    if wakes {
      let fields = context.rulebook.model.events[context.event.type].fields
      let own = fields.firstIndex { $0.name == "program" }.flatMap { context.event.values[$0]?.text }
      guard own == program, let owner = context.event.subject else { return context.pass() }
      var account = try PointsAccount(owner, self, context)
      return try account.settle()
    }
    var hasMoved = false
    for (number, movement) in earn.enumerated() {
      hasMoved =
        try move(movement, context) { account, points throws(EvaluationError) in
          try account.earn(points, number: number)
        } || hasMoved
    }
    for (number, movement) in spend.enumerated() {
      hasMoved =
        try move(movement, context) { account, points throws(EvaluationError) in
          try account.spend(points, number: number)
        } || hasMoved
    }
    if !hasMoved { context.pass() }
  }

  /// Whether there was something to move.
  private func move(
    _ movement: Movement, _ context: DecisionContext,
    _ body: (inout PointsAccount, Int64) throws(EvaluationError) -> Void
  ) throws(EvaluationError) -> Bool {
    if let condition = movement.condition, try !context.holds(condition) { return false }
    guard case .int(let points)? = try context.value(movement.points), points != 0 else { return false }
    guard points > 0 else {
      throw EvaluationError(.invalidArgument, "\(points) points; write what costs points under `spend`")
    }
    let owner: String?
    if let program = movement.owner {
      owner = try context.value(program)?.text
    } else {
      owner = context.event.subject
    }
    guard let owner else { return false }
    var account = try PointsAccount(owner, self, context)
    try body(&account, points)
    try account.settle()
    return true
  }
}
