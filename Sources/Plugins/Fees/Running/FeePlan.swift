internal import CEL
internal import RulesEngine

/// A linked fee: everything compiled that its terms are made of.
struct FeePlan: Sendable {
  let draft: FeeDraft
  /// The currency of amounts that name none.
  let own: Currency
  let base: Program?
  var prices: [PricePlan]
  var proration: (part: Program, whole: Program)?
  var cap: (limit: AmountPlan, key: Program?)?
  var reductions: [ReductionPlan]
  var taxes: [(name: String, rate: ValuePlan)]
  var shares: [FeeShare]
  var label: ValuePlan?
}

struct PricePlan: Sendable {
  enum Model: Sendable {
    case flat(AmountPlan)
    case percent(ValuePlan)
    case perUnit(AmountPlan)
    case package(AmountPlan, size: ValuePlan)
    case graduated([TierPlan])
    case volume([TierPlan])
    case difference(from: AmountPlan, to: AmountPlan, credits: Bool)
    case trueUp(AmountPlan)
    case table(Program)
  }

  var model: Model
  var condition: Program?
  var label: ValuePlan?
  var plus: AmountPlan?
  var minimum: AmountPlan?
  var maximum: AmountPlan?
  var free: AmountPlan?
  var freeTransactions: Int?
}

struct TierPlan: Sendable {
  enum Rate: Sendable {
    case percent(ValuePlan)
    case perUnit(AmountPlan)
    case none
  }

  var upTo: AmountPlan?
  var rate: Rate
  var flat: AmountPlan?
}

struct ReductionPlan: Sendable {
  enum Size: Sendable {
    case all
    case percent(ValuePlan)
    case amount(AmountPlan)
  }

  var kind: Reduction.Kind
  var condition: Program?
  var label: ValuePlan?
  var size: Size
}
