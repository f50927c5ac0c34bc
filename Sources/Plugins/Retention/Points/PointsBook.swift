internal import CEL
internal import RulesEngine

/// The points of one account that are not spent: what was earned first is spent first.
struct PointsBook: Sendable, Equatable {
  /// Points that were earned together.
  struct Lot: Sendable, Equatable {
    var id: String
    var left: Int64
    var earnedAt: Timestamp
    /// Nil for points that never expire.
    var expiresAt: Timestamp?
    var isReminded = false
  }

  /// The earliest first; what was earned at one instant by its id.
  private(set) var lots: [Lot]

  init(_ lots: [Lot]) { self.lots = lots.sorted { ($0.earnedAt, $0.id) < ($1.earnedAt, $1.id) } }

  var balance: Int64 { lots.reduce(0) { $0 + $1.left } }

  /// Adds points; false where there would be more than can be counted.
  mutating func add(_ lot: Lot) -> Bool {
    guard !balance.addingReportingOverflow(lot.left).overflow else { return false }
    let place = lots.firstIndex { ($0.earnedAt, $0.id) > (lot.earnedAt, lot.id) } ?? lots.count
    lots.insert(lot, at: place)
    return true
  }

  /// Takes points from the earliest lots on; nil where there are fewer, and nothing is taken.
  mutating func spend(_ points: Int64) -> [(lot: String, points: Int64)]? {
    guard points <= balance else { return nil }
    var taken: [(lot: String, points: Int64)] = []
    var rest = points
    for position in lots.indices where rest > 0 {
      let part = min(rest, lots[position].left)
      guard part > 0 else { continue }
      lots[position].left -= part
      rest -= part
      taken.append((lots[position].id, part))
    }
    lots.removeAll { $0.left == 0 }
    return taken
  }

  /// Takes out what has expired.
  mutating func expire(at now: Timestamp) -> [Lot] {
    let gone = lots.filter { $0.expiresAt.map { $0 <= now } ?? false }
    lots.removeAll { lot in gone.contains { $0.id == lot.id } }
    return gone
  }

  /// What expires within `ahead` and nobody was reminded of, by the instant at which it does.
  mutating func remind(_ ahead: Duration, at now: Timestamp) -> [(at: Timestamp, lots: [Lot])] {
    var due: [(at: Timestamp, lots: [Lot])] = []
    for position in lots.indices where !lots[position].isReminded {
      guard let end = lots[position].expiresAt, end <= now.adding(ahead) ?? .distantFuture else { continue }
      lots[position].isReminded = true
      if let known = due.firstIndex(where: { $0.at == end }) {
        due[known].lots.append(lots[position])
      } else {
        due.append((end, [lots[position]]))
      }
    }
    return due.sorted { $0.at < $1.at }
  }

  /// When something is to be done next: points expire, or somebody is to be reminded.
  func next(reminding ahead: Duration?) -> Timestamp? {
    var next: Timestamp?
    for lot in lots {
      guard let end = lot.expiresAt else { continue }
      var instant = end
      if let ahead, !lot.isReminded { instant = end.subtracting(ahead) ?? end }
      next = min(next ?? instant, instant)
    }
    return next
  }
}
