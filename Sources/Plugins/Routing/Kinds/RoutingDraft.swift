internal import CEL
internal import RulesEngine

/// `routing: inspection-assignment`, as written.
struct RoutingDraft: Sendable {
  var id: Located<String>
  /// Where what follows from it is shown.
  var place: Node
  /// The entity whose rows are the candidates.
  var among: Located<String>
  /// What is given away, as a text that names it; a field of the event where it is not said.
  var about: Node?
  var filters: [FilterDraft] = []
  var preferences: [PreferenceDraft] = []
  var parts: [PartDraft] = []
  var ties: [TieDraft] = []
  /// When a candidate got something last, for `longest_idle`; the family's own memory where it is not said.
  var idleSince: Node?
  var offer: OfferDraft?
  var relax: [RelaxDraft] = []
  /// What is done once somebody has it; the action `assign` where it is not said.
  var actions: [ActionDraft] = []
  var fallback: FallbackDraft?
  var backlog: BacklogDraft?
  /// What business time counts in.
  var calendar: Located<String>?
  /// The event that says that the model knows of an assignment; until then it holds capacity.
  var confirmed: Located<String>?
  /// The first event it answers, for names that follow from it.
  var event: String?

  /// How many actions or events it asks for with each assignment, at least one.
  var requests: Int {
    let asking = actions.count {
      switch $0.verb {
      case .intent, .emit, .code: true
      case .write: false
      }
    }
    return max(1, asking)
  }

  /// What a name begins with that follows from the event: `inspection` of `inspection.requested`.
  var stem: String? { event.map { String($0.prefix { $0 != "." }) } }
}

struct FilterDraft: Sendable {
  var name: Located<String>
  var condition: Node
}

struct PreferenceDraft: Sendable {
  var name: Located<String>
  var condition: Node
  /// How long an offer to such a candidate stands.
  var wait: Located<DurationLiteral>?
}

struct PartDraft: Sendable {
  var name: Located<String>
  var weight: Double
  var weightSpan: SourceSpan
  var value: Node
}

/// What decides between equal scores.
enum TieDraft: Sendable {
  case longestIdle(SourceSpan)
  case fewestJobs(SourceSpan)
  case lowest(Node)
  case highest(Node)
}

/// `offer: { for: 5m, on_reject: next }`.
struct OfferDraft: Sendable {
  enum Response: String, Sendable, CaseIterable {
    /// The next of the ranking that was made.
    case next
    /// A new ranking.
    case rescore
  }

  var length: Located<DurationLiteral>
  var onReject = Response.next
  /// The events that answer; `inspection.accepted` and `inspection.rejected` where they are not said.
  var accepted: Located<String>?
  var rejected: Located<String>?
  /// Which of these events answer this offer, where what it is about does not say.
  var condition: Node?
  var key: Node?
  /// What is done to offer it; the action `offer_work` where it is not said.
  var actions: [ActionDraft] = []
  var span: SourceSpan
}

/// `{ after: 10m, drop: distance, weights: { load: 1 } }`.
struct RelaxDraft: Sendable {
  var after: Located<DurationLiteral>
  var drop: [Located<String>]
  var weights: [(name: Located<String>, weight: Double)]
}

enum FallbackDraft: Sendable {
  case queue(Node, priority: Node?, SourceSpan)
  case actions([ActionDraft])
}

/// `backlog: { on: shift.started, of: job, if: job.status == "open" }`.
struct BacklogDraft: Sendable {
  var events: [Located<String>]
  /// The rows, one of which expressions read under the name of their entity.
  var entity: Located<String>
  /// Over the event,
  var when: Node?
  /// and over each row.
  var condition: Node?
  var order: Node?
  var priority: Node?
  var most: Int
  var span: SourceSpan
}
