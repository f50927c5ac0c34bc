internal import CEL
internal import RulesEngine

/// Decides whether an action of a journey is carried out now, later or not at all. What goes out is counted in the
/// transaction in which it goes out.
struct GateCode: DecisionCode {
  /// A zone that is known, or that has to be computed.
  enum ZonePlan: Sendable {
    case fixed(Zone)
    case computed(Program, otherwise: Zone)
  }

  private enum Verdict {
    case go
    case wait(until: Timestamp, look: Int, reason: String)
    case leaveOut(String)
  }

  let id: String
  let salt: String
  let holdout: Int
  let number: Int
  let exposed: Int
  let table: LedgerTable
  let zones: ZoneDatabase
  var globalHoldout = 0
  var key: Program?
  var condition: Program?
  var quiet: RetentionDraft.Quiet?
  var quietZone = ZonePlan.fixed(.utc)
  var cap: RetentionDraft.Cap?
  var capZone = ZonePlan.fixed(.utc)
  var keep = Duration.zero

  init(
    id: String, salt: String, holdout: Int, number: Int, exposed: Int, table: LedgerTable, zones: ZoneDatabase
  ) {
    self.id = id
    self.salt = salt
    self.holdout = holdout
    self.number = number
    self.exposed = exposed
    self.table = table
    self.zones = zones
  }

  var emits: [Int] { [exposed] }
  var parts: [CodePart] {
    var parts: [CodePart] = []
    if holdout > 0 { parts.append(CodePart("holdout", gap: "nobody was ever held out")) }
    if cap != nil { parts.append(CodePart("cap", gap: "its cap never kept a message back")) }
    if quiet != nil { parts.append(CodePart("quiet", gap: "its quiet hours never kept a message back")) }
    return parts
  }

  /// How often a message looks for a zone that is not known, once a day.
  private static let looks = 7

  func run(_ context: DecisionContext) throws(EvaluationError) {
    let about = try context.about(key)
    switch try verdict(about, context) {
    case .wait(let until, let look, let reason):
      context.setVariable("held_until", to: .timestamp(until))
      say("hold \(look)", reason, context)
    case .leaveOut(let reason): say("left out", reason, context)
    case .go:
      let isHeldOut =
        Shares.holds(about, salt: "global_holdout", share: globalHoldout)
        || Shares.holds(about, salt: "\(salt)/holdout", share: holdout)
      try expose(about, isHeldOut, context)
      if isHeldOut { context.use("holdout") }
      if isHeldOut { return say("held out", "belongs to those who get nothing", context) }
      if let cap { try context.count(cap.tally(of: id), key: about, keep: keep) }
      say("go", nil, context)
    }
  }

  private func verdict(_ about: String, _ context: DecisionContext) throws(EvaluationError) -> Verdict {
    if let condition, try !context.holds(condition) { return .leaveOut("its condition does not hold") }
    if let quiet {
      let verdict = try hours(quiet, context)
      guard case .go = verdict else {
        context.use("quiet")
        return verdict
      }
    }
    guard let cap else { return .go }
    let zone: Zone =
      switch capZone {
      case .fixed(let zone): zone
      case .computed(let program, let otherwise): try self.zone(program, context) ?? otherwise
      }
    let since = cap.period.start(at: context.now, in: zone) ?? Timestamp(microseconds: .min)
    let total = try context.tally(cap.tally(of: id), key: about, since: since)
    guard total.count >= cap.atMost else { return .go }
    context.use("cap")
    return .leaveOut("frequency cap: \(total.count) of \(cap.atMost) in \(cap.period.words)")
  }

  private func hours(
    _ quiet: RetentionDraft.Quiet, _ context: DecisionContext
  ) throws(EvaluationError) -> Verdict {
    let zone: Zone?
    switch quietZone {
    case .fixed(let fixed): zone = fixed
    case .computed(let program, _): zone = try self.zone(program, context)
    }
    guard let zone else { return try withoutZone(quiet, context) }
    let sending = quiet.hours.sending(at: context.now, in: zone)
    if sending == context.now { return .go }
    if quiet.onQuiet == .skip { return .leaveOut("quiet hours until \(sending)") }
    return .wait(until: sending, look: 0, reason: "quiet hours until \(sending)")
  }

  private func withoutZone(
    _ quiet: RetentionDraft.Quiet, _ context: DecisionContext
  ) throws(EvaluationError) -> Verdict {
    switch quiet.unknownZone {
    case .send: return .go
    case .skip: return .leaveOut("the time zone is not known")
    case .hold:
      let before = try context.variable("gate_\(number)")?.text ?? ""
      let look = (before.hasPrefix("hold ") ? Int(before.dropFirst(5)) ?? 0 : 0) + 1
      guard look <= Self.looks, let next = context.now.adding(Duration(nanoseconds: 86_400_000_000_000))
      else {
        return .leaveOut("the time zone was not known for \(Self.looks) days")
      }
      return .wait(until: next, look: look, reason: "the time zone is not known")
    }
  }

  private func zone(_ program: Program, _ context: DecisionContext) throws(EvaluationError) -> Zone? {
    guard let name = try context.value(program)?.text else { return nil }
    return zones.zone(named: name)
  }

  /// Records, once a journey, that somebody was treated, or would have been.
  private func expose(
    _ about: String, _ isHeldOut: Bool, _ context: DecisionContext
  ) throws(EvaluationError) {
    if case .bool(true)? = try context.variable("exposed") { return }
    context.setVariable("exposed", to: true)
    var variant: Value?
    if let drawn = try context.variable("variant"), !drawn.text.isEmpty { variant = drawn }
    var fields: [(name: String, value: Value)] = [("retention", .string(id)), ("held_out", .bool(isHeldOut))]
    if let variant { fields.append(("variant", variant)) }
    context.emit(exposed, fields)
    try table.write(
      .upsert, "\(id)/\(about)/\(context.now)",
      [
        ("retention", .string(id)), ("about", .string(about)), ("journey", .string("\(id)/\(about)")),
        ("variant", variant), ("held_out", .bool(isHeldOut)), ("exposed_at", .timestamp(context.now)),
      ], context)
  }

  private func say(_ outcome: String, _ reason: String?, _ context: DecisionContext) {
    context.setVariable("gate_\(number)", to: .string(outcome))
    guard let reason else { return }
    var writer = JSONWriter()
    writer.beginObject()
    for (name, text) in [("outcome", outcome), ("reason", reason)] {
      writer.key(name)
      writer.string(text)
    }
    writer.endObject()
    context.note("action \(number)", writer.octets)
  }
}
