internal import CEL
internal import RulesEngine

/// `retention: win-back`, as written.
struct RetentionDraft: Sendable {
  /// When somebody enters who is not brought by an event.
  struct Entry: Sendable {
    var time: TimeOfDayLiteral
    /// On this day only; every day where it is nil.
    var date: CivilDate?
    /// A zone, or an expression over a row that gives one.
    var timezone: Node?
    var span: SourceSpan
  }

  /// What happens to a message for somebody whose zone is not known.
  enum UnknownZone: String, CaseIterable {
    /// It waits for the zone, and is left out in the end.
    case hold
    case send
    case skip
  }

  /// What happens to a message in quiet hours.
  enum OnQuiet: String, CaseIterable {
    /// It waits for their end.
    case hold
    case skip
  }

  struct Quiet: Sendable {
    var hours: QuietHours
    /// A zone, or an expression that gives one; the rulebook's where it is not said.
    var timezone: Node?
    var unknownZone = UnknownZone.hold
    var onQuiet = OnQuiet.hold
  }

  struct Cap: Sendable {
    var atMost: Int
    var period: CapDraft.Period
    /// Only messages of this channel count.
    var channel: String?
    /// Definitions with the same scope share a count.
    var scope: String?
    var timezone: Node?
    var span: SourceSpan

    /// The tally that counts, the same as that of the `cap` of other definitions.
    func tally(of id: String) -> String { "cap/\(scope ?? "retention/\(id)")" }
  }

  var header: DefinitionHeader
  var entity: Located<String>
  var audience: Node?
  var entry: Entry?
  /// What one journey is about; the event's subject where it is not said.
  var key: Node?
  /// Asked again before every effect; the audience where it is not said.
  var stays: Node?
  var mode = RunMode.single
  /// Of the journeys of one group one is open for a key.
  var exclusive: Located<String>?
  var holdout = 0
  var salt: String?
  var cap: Cap?
  var quiet: Quiet?
  var exits: [AwaitedDraft] = []
  var goals: [AwaitedDraft] = []
  /// How long after the exposure a goal counts.
  var window = Duration(nanoseconds: 30 * 86_400_000_000_000)
  var variants: [(name: String, share: Int)] = []
  /// The actions that reach the customer; all where it is not said.
  var messages: [Located<String>]?
  var steps: [StepDraft] = []
  var node: Node

  var id: String { header.id.value }
  var salted: String { salt ?? id }
}
