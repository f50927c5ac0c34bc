internal import CEL
internal import RulesEngine

/// The account of one owner in one decision: changes of its book, written and told as they happen.
struct PointsAccount {
  let owner: String
  let code: PointsCode
  let context: DecisionContext
  private var book: PointsBook
  private var tier: Int
  private var tierUntil: Timestamp?
  private let known: Bool

  /// Reads an account; what has expired meanwhile is gone at once, also where its timer is still to come.
  init(_ owner: String, _ code: PointsCode, _ context: DecisionContext) throws(EvaluationError) {
    (self.owner, self.code, self.context) = (owner, code, context)
    var lots: [PointsBook.Lot] = []
    for row in try code.tables.lots.rows(
      where: [("owner", .string(owner)), ("program", .string(code.program)), ("open", true)], context)
    {
      guard case .int(let left)? = row["left"], case .timestamp(let earned)? = row["earned_at"] else {
        continue
      }
      var lot = PointsBook.Lot(id: row.text("id"), left: left, earnedAt: earned, expiresAt: nil)
      if case .timestamp(let end)? = row["expires_at"] { lot.expiresAt = end }
      lot.isReminded = row["reminded"] == true
      lots.append(lot)
    }
    book = PointsBook(lots)
    let row = try code.tables.accounts.row("\(code.program)/\(owner)", context)
    known = row != nil
    tier = code.tiers?.level(named: row?["tier"]?.text) ?? -1
    if case .timestamp(let until)? = row?["tier_until"] { tierUntil = until }
    try expire()
  }

  // MARK: Moving

  mutating func earn(_ points: Int64, number: Int) throws(EvaluationError) {
    let at = min(context.event.time, context.now)
    let id = "\(code.program)/\(context.event.source):\(context.event.id)/\(owner)/\(number)"
    var lot = PointsBook.Lot(id: id, left: points, earnedAt: at, expiresAt: nil)
    if let expiry = code.expiry {
      guard let end = expiry.instant(after: at, in: code.zone) else {
        throw EvaluationError(.overflow, "these points would expire beyond the end of time")
      }
      lot.expiresAt = end
    }
    guard book.add(lot) else { throw EvaluationError(.overflow, "more points than can be counted") }
    try code.tables.lots.write(
      .insert, id,
      [
        ("program", .string(code.program)), ("owner", .string(owner)), ("points", .int(points)),
        ("left", .int(points)), ("earned_at", .timestamp(at)),
        ("expires_at", lot.expiresAt.map(Value.timestamp)), ("reminded", false), ("open", true),
      ], context)
    try enter("earned", points, lot: id, number: 0)
    if let tiers = code.tiers {
      try context.count(tally, key: owner, amount: Decimal(points), keep: tiers.within)
    }
    var fields: [(name: String, value: Value)] = [("points", .int(points))]
    if let end = lot.expiresAt { fields.append(("expires_at", .timestamp(end))) }
    tell(PointsEvents.earned, fields)
    try expire()
    try rise()
  }

  mutating func spend(_ points: Int64, number: Int) throws(EvaluationError) {
    guard let taken = book.spend(points) else {
      return tell(PointsEvents.refused, [("points", .int(points))])
    }
    for (position, part) in taken.enumerated() {
      try keep(part.lot)
      try enter("spent", -part.points, lot: part.lot, number: number * 10_000 + position)
    }
    tell(PointsEvents.spent, [("points", .int(points))])
  }

  private mutating func expire() throws(EvaluationError) {
    let gone = book.expire(at: context.now)
    guard !gone.isEmpty else { return }
    for lot in gone {
      try keep(lot.id)
      try enter("expired", -lot.left, lot: lot.id, number: 0)
    }
    tell(PointsEvents.expired, [("points", .int(gone.reduce(0) { $0 + $1.left }))])
  }

  /// Reminds, looks at the tier, and sees to it that somebody looks again when the next thing is due.
  mutating func settle() throws(EvaluationError) {
    if let ahead = code.remind {
      for (end, lots) in book.remind(ahead, at: context.now) {
        for lot in lots { try code.tables.lots.write(.update, lot.id, [("reminded", true)], context) }
        tell(
          PointsEvents.expiring,
          [("points", .int(lots.reduce(0) { $0 + $1.left })), ("expires_at", .timestamp(end))])
      }
    }
    try review()
    let next = [book.next(reminding: code.remind), tierUntil].compactMap(\.self).min()
    guard let next else { return try context.disarm(key: owner) }
    try context.arm(
      key: owner, at: next, code.events[PointsEvents.due], subject: owner,
      [("program", .string(code.program))])
  }

  // MARK: Tiers

  private var tally: String { "points/\(code.program)" }

  /// What was earned in the time that counts for tiers.
  private func earned(_ tiers: PointsTiers) throws(EvaluationError) -> Int64 {
    let since = context.now.subtracting(tiers.within).map { Timestamp(microseconds: $0.microseconds + 1) }
    let sum = try context.tally(tally, key: owner, since: since ?? Timestamp(microseconds: .min)).sum
    return Int64(sum.description) ?? .max
  }

  /// A higher tier is there at once.
  private mutating func rise() throws(EvaluationError) {
    guard let tiers = code.tiers else { return }
    let reached = tiers.level(for: try earned(tiers))
    if reached > tier { try change(to: reached, tiers) }
  }

  /// A tier whose time is over is kept, or lost.
  private mutating func review() throws(EvaluationError) {
    guard let tiers = code.tiers, let until = tierUntil, until <= context.now else { return }
    try change(to: tiers.level(after: tier, earned: try earned(tiers)), tiers)
  }

  private mutating func change(to level: Int, _ tiers: PointsTiers) throws(EvaluationError) {
    let old = tier
    tier = level
    tierUntil = level < 0 ? nil : context.now.adding(tiers.within)
    try code.tables.accounts.write(
      known ? .update : .upsert, "\(code.program)/\(owner)",
      [
        ("program", .string(code.program)), ("owner", .string(owner)),
        ("tier", tiers.name(of: level).map(Value.string)), ("tier_until", tierUntil.map(Value.timestamp)),
      ], context)
    guard level != old else { return }
    var fields: [(name: String, value: Value)] = [("up", .bool(level > old))]
    if let name = tiers.name(of: level) { fields.append(("tier", .string(name))) }
    if let name = tiers.name(of: old) { fields.append(("old", .string(name))) }
    tell(PointsEvents.tierChanged, fields, withBalance: false)
  }

  // MARK: Keeping

  /// Writes what is left of a lot.
  private func keep(_ id: String) throws(EvaluationError) {
    let left = book.lots.first { $0.id == id }?.left ?? 0
    try code.tables.lots.write(.update, id, [("left", .int(left)), ("open", .bool(left > 0))], context)
  }

  private func enter(_ kind: String, _ points: Int64, lot: String, number: Int) throws(EvaluationError) {
    let event = "\(context.event.source):\(context.event.id)"
    try code.tables.entries.write(
      .insert, "\(lot)/\(kind)/\(event)/\(number)",
      [
        ("program", .string(code.program)), ("owner", .string(owner)), ("lot", .string(lot)),
        ("kind", .string(kind)), ("points", .int(points)), ("event", .string(event)),
        ("at", .timestamp(context.now)),
      ], context)
  }

  private func tell(_ name: String, _ fields: [(name: String, value: Value)], withBalance: Bool = true) {
    var fields = fields + [("program", Value.string(code.program))]
    if withBalance { fields.append(("balance", .int(book.balance))) }
    context.emit(code.events[name], subject: owner, fields)
  }
}
