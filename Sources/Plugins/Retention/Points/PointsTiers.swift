internal import CEL
internal import RulesEngine

/// The tiers of a points program, and how they are won and lost.
struct PointsTiers: Sendable {
  /// What happens when the time of a tier is over and too few points were earned to keep it.
  enum Downgrade: String, CaseIterable, Sendable {
    /// It falls to the tier that the points are enough for,
    case toEarned = "to_earned"
    /// by one tier at most,
    case oneDown = "one_down"
    /// or not at all.
    case never
  }

  /// Points of this stretch of time count, and a tier is kept for as long.
  var within: Duration
  var downgrade: Downgrade
  /// From the lowest on, with the points that each of them takes.
  var levels: [(name: String, points: Int64)]

  /// The tier that so many points are enough for; -1 for none.
  func level(for points: Int64) -> Int { levels.lastIndex { $0.points <= points } ?? -1 }

  func level(named name: String?) -> Int { levels.firstIndex { $0.name == name } ?? -1 }

  func name(of level: Int) -> String? { levels.indices.contains(level) ? levels[level].name : nil }

  /// The tier after its time is over.
  func level(after current: Int, earned: Int64) -> Int {
    let reached = level(for: earned)
    guard reached < current else { return reached }
    switch downgrade {
    case .toEarned: return reached
    case .oneDown: return current - 1
    case .never: return current
    }
  }
}

/// `points: loyalty`, as written.
struct PointsDraft: Sendable {
  /// An event that brings points, or costs them.
  struct Movement: Sendable {
    var events: [Located<String>]
    var condition: Node?
    var points: Node
    /// Whose points they are; the event's subject where it is not said.
    var owner: Node?
  }

  var header: DefinitionHeader
  var entity: Located<String>
  var earn: [Movement] = []
  var spend: [Movement] = []
  var expiry: PointsExpiry?
  /// How long before they expire somebody is reminded.
  var remind: Duration?
  var tiers: PointsTiers?
  var node: Node

  var id: String { header.id.value }
}
