internal import CEL

/// Patterns over time that one type of event takes part in.
struct PatternPlans: Sendable {
  var dwells: [DwellPlan] = []
  var crossings: [CrossingPlan] = []
  var bursts: [BurstPlan] = []

  var isEmpty: Bool { dwells.isEmpty && crossings.isEmpty && bursts.isEmpty }
}

/// How a dwell reads one type of event.
struct DwellPlan: Sendable {
  var definition: Int
  var condition: Program
  var key: Program
  var length: Wait
  var grace: Duration
  var emit: Int
}

/// How a crossing reads one type of event.
struct CrossingPlan: Sendable {
  var definition: Int
  var condition: Program?
  var value: Program
  var isAbove: Bool
  var level: ValuePlan
  var reset: ValuePlan?
  var key: Program
  var emit: Int
}

/// How a burst reads one type of event.
struct BurstPlan: Sendable {
  var definition: Int
  var condition: Program?
  var count: Int
  var over: Duration
  var key: Program
  var emit: Int
}
