internal import CEL
internal import RulesEngine

/// `fee: platform-commission`, as written. Amounts and shares stay nodes: they are literal places, where `${ }`
/// inserts a value.
struct FeeDraft: Sendable {
  var id: Located<String>
  var base: Node?
  var prices: [PriceDraft] = []
  var combination = FeeCombination.first
  var prorate: ProrationDraft?
  var cap: FeeCapDraft?
  var reductions: [ReductionDraft] = []
  var stacking = Stacking.compound
  var taxes: [(name: Located<String>, rate: Node)] = []
  var includesTaxes = false
  var shares: [ShareDraft] = []
  var rounding = Rounding.halfEven
  var onZero = ZeroBase.noFee
  var mayExceedBase = false
  var policy = RefundPolicy.proRata
  var isDeposit = false
  var payer: Node
  var reference: Node?
  var label: Node?
  /// Where the price is written, for messages about it.
  var priceSpan: SourceSpan
}

/// One price, as written.
struct PriceDraft: Sendable {
  enum Model: Sendable {
    case flat(Node)
    case percent(Node)
    case perUnit(Node)
    case package(price: Node, size: Node)
    case graduated([TierDraft])
    case volume([TierDraft])
    case difference(from: Node, to: Node, credits: Bool)
    case trueUp(Node)
    /// A decision table whose outputs are the price.
    case table(Located<String>, inputs: [(name: Located<String>, value: Node)])
  }

  var model: Model
  /// Where the model is named.
  var modelSpan: SourceSpan
  var condition: Node?
  var label: Node?
  var plus: Node?
  var minimum: Node?
  var maximum: Node?
  var free: Node?
  var freeTransactions: Int?
}

/// `{ up_to: 500.00, percent: 10%, flat: 1.00 }`.
struct TierDraft: Sendable {
  enum Rate: Sendable {
    case percent(Node)
    case perUnit(Node)
    case none
  }

  var upTo: Node?
  var rate: Rate
  var flat: Node?
  var span: SourceSpan
}

/// `prorate: { part: event.days_left, of: event.days_in_period }`: numbers, or lengths of time.
struct ProrationDraft: Sendable {
  var part: Node
  var whole: Node
  /// Whether lengths of time count in begun days.
  var byDays: Bool
}

/// `cap: { at_most: 300.00, per: calendar_month, by: event.provider_id }`.
struct FeeCapDraft: Sendable {
  var limit: Node
  var period: FeePeriod
  var key: Node?
  var span: SourceSpan
}

/// The period that a cap counts over.
enum FeePeriod: Sendable, Equatable {
  /// The time up to now.
  case sliding(Duration)
  /// A part of the calendar in the time zone of the rulebook, by the time of the event.
  case calendar(CalendarPeriod)
}

/// A part of the calendar, or all of time.
enum CalendarPeriod: String, Sendable, CaseIterable {
  case day = "calendar_day"
  case week = "calendar_week"
  case month = "calendar_month"
  case year = "calendar_year"
  case ever

  /// The name of the period that a day lies in, such as `2026-11`. A week begins on Monday and is named by that day.
  func name(of date: CivilDate) -> String {
    switch self {
    case .day: date.description
    case .week: "week \(CivilDate(daysSince1970: date.daysSince1970 - (date.weekday + 6) % 7))"
    case .month: String(date.description.dropLast(3))
    case .year: String(date.description.dropLast(6))
    case .ever: "ever"
    }
  }
}

/// An entry of `waive` or `discount`.
struct ReductionDraft: Sendable {
  var kind: Reduction.Kind
  var condition: Node?
  var label: Node?
  /// Nil for all of the fee.
  var percent: Node?
  var amount: Node?
}

/// `platform: 80%`, `partner: rest`.
struct ShareDraft: Sendable {
  enum Size: Sendable {
    case percent(Decimal)
    case weight(Decimal)
    case rest
  }

  var party: Located<String>
  var size: Size
  var span: SourceSpan
}
