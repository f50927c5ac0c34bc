public import CEL
public import RulesEngine

/// What a script learns about the world, and where what it asks for is gathered, during one call.
///
/// A script performs nothing: it asks, and what it asked for is read here when the call has ended well. Time and chance
/// come from here, so that the same call gives the same result again.
public final class ScriptContext: ScriptCurrency {
  /// Something a script asked for.
  public enum Request: Sendable {
    /// `ctx.act("sms.send", { to = ... })`.
    case action(name: String, arguments: [(String, Value)])
    /// `ctx.emit("reminder.due", { ... })`, with a subject where one is given.
    case event(type: String, subject: String?, data: [(String, Value)])
    /// `ctx.update("favorites", { customer_id = ... }, { rank = 1 })`.
    case change(verb: RowChange.Verb, table: String, filter: [(String, Value)], values: [(String, Value)])
  }

  /// A question about facts: `ctx.facts.count("sessions", { status = "open" })`.
  public struct FactQuestion: Sendable {
    /// `get`, `rows`, `count`, `sum`, `min` or `max`.
    public var verb: String
    /// An entity with a field, as `sessions.total`, or an entity alone.
    public var path: String
    /// What the rows must equal.
    public var filter: [(String, Value)]
  }

  /// The instant of the decision.
  public internal(set) var now: Timestamp
  /// Facts that a test gives, by what asks for them.
  var given: [String: Value] = [:]
  /// The settings of the rulebook: what `ctx.settings` is.
  var settings = Value.map(Map())
  /// The rulebook's currency.
  public let currency: Currency?
  /// Answers questions about facts; nil where there are none to ask about.
  public let facts: ((FactQuestion) throws(EvaluationError) -> Value?)?
  /// Carries out what the script asks for, when it asks; nil gathers it in ``requests``.
  public let perform: ((Request) throws(EvaluationError) -> Void)?
  /// How many requests a call may make.
  public let maxRequests: Int
  /// What the script asked for, in order, where nothing carries it out.
  public private(set) var requests: [Request] = []
  private let seed: () -> UInt64
  private var random: UInt64?
  private var count = 0

  /// A context.
  ///
  /// - Parameter seed: what chance is drawn from, for example a hash of the event's id; asked for when chance is.
  public init(
    now: Timestamp, seed: @autoclosure @escaping () -> UInt64, currency: Currency? = nil,
    maxRequests: Int = 1_000, facts: ((FactQuestion) throws(EvaluationError) -> Value?)? = nil,
    perform: ((Request) throws(EvaluationError) -> Void)? = nil
  ) {
    self.now = now
    self.currency = currency
    self.maxRequests = maxRequests
    self.facts = facts
    self.perform = perform
    self.seed = seed
  }

  func add(_ request: Request) throws(EvaluationError) {
    guard count < maxRequests else {
      throw EvaluationError(.budget, "a script asks for more than \(maxRequests) actions and events")
    }
    count += 1
    if let perform { try perform(request) } else { requests.append(request) }
  }

  /// The next 64 random bits (SplitMix64).
  func nextRandom() -> UInt64 {
    let state = (random ?? seed()) &+ 0x9E37_79B9_7F4A_7C15
    random = state
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
