import CEL
import Testing

@testable import Plugins

/// Random fees against the oracle, and what must hold of every fee.
@Suite struct FeePropertyTests {
  /// Cases in the suite; `BYLAW_FEE_CASES` asks for another number.
  private static let count = FeeCases.count
  private static let batches = 8

  @Test(arguments: 0..<batches) func `random fees`(batch: Int) throws {
    var random = FeeGenerator(seed: UInt64(batch) &+ 2026)
    var charged = 0
    for number in 0..<Self.count / Self.batches {
      let (terms, base) = random.fee()
      let quote = try terms.quote(base)
      let complaint = complaint(quote, terms, base) ?? refundComplaint(quote, &random)
      try #require(
        complaint == nil, "case \(batch)/\(number): \(complaint ?? "") in \(terms) of \(base): \(quote)")
      if !quote.total.isZero { charged += 1 }
    }
    // The generator would be worth little if most fees came to nothing.
    #expect(charged * 2 > Self.count / Self.batches)
  }

  private func complaint(_ quote: FeeQuote, _ terms: FeeTerms, _ base: FeeBase) -> String? {
    let cents = { (number: Decimal) in (Ratio(number) * Ratio(Ratio.power(terms.currency.minorUnits))) }
    let expected = FeeOracle(terms).quote(base)
    let lines = quote.lines.map { "\($0.kind.rawValue) \(cents($0.amount).over)" }
    if lines != expected.lines { return "lines \(lines), expected \(expected.lines)" }
    if cents(quote.net) != Ratio(expected.net) || cents(quote.tax) != Ratio(expected.tax) {
      return "net or tax"
    }
    if quote.shares.map({ cents($0.amount).over }) != expected.shares { return "shares \(expected.shares)" }
    let sum = quote.lines.map { Ratio($0.amount) }.reduce(Ratio(0), +)
    if sum != Ratio(quote.total) { return "the lines do not add up to the total" }
    if !quote.shares.isEmpty, quote.shares.map({ Ratio($0.amount) }).reduce(Ratio(0), +) != Ratio(quote.net) {
      return "the shares do not add up"
    }
    let amounts = [quote.net, quote.tax, quote.total, quote.fixed] + quote.shares.map(\.amount)
    if amounts.contains(where: \.isNegative) { return "a negative amount" }
    let all = amounts + quote.lines.map(\.amount)
    if all.contains(where: { $0.scale != terms.currency.minorUnits }) { return "an amount of other digits" }
    if quote.fixed > quote.net { return "more is fixed than charged" }
    if (try? terms.quote(base)) != quote { return "two computations differ" }
    return nil
  }

  /// Gives the charge back in random parts: never more than was charged, of no account, and all of it in the end.
  private func refundComplaint(_ quote: FeeQuote, _ random: inout FeeGenerator) -> String? {
    let policy = random.pick(RefundPolicy.allCases)
    let taxes = quote.lines.filter { $0.kind == .tax }.map { FeeAccount($0.label, charged: $0.amount) }
    let parties =
      quote.shares.isEmpty
      ? [FeeAccount("platform", charged: quote.net)]
      : quote.shares.map { FeeAccount($0.party, charged: $0.amount) }
    var accounts = parties + taxes
    let cuts = (0..<random.below(3)).map { _ in Int64(random.below(1000)) }.sorted() + [1000]
    for cut in cuts {
      guard
        let refund = try? FeeRefund.quote(
          accounts, fixed: quote.fixed, share: Proration(part: Decimal(cut), whole: Decimal(Int64(1000))),
          policy: policy, currency: quote.currency)
      else { return "no refund" }
      if refund.total.isNegative || refund.parts.contains(where: \.isNegative) { return "a negative refund" }
      if (try? refund.parts.total()) != refund.total { return "the parts of a refund do not add up" }
      for (index, part) in refund.parts.enumerated() {
        guard let sum = accounts[index].returned.adding(part), sum <= accounts[index].charged else {
          return "more was given back than charged"
        }
        accounts[index].returned = sum
      }
    }
    let returned = accounts.map { Ratio($0.returned) }.reduce(Ratio(0), +)
    let expected =
      switch policy {
      case .none: Ratio(0)
      case .full, .proRata: Ratio(quote.total)
      case .keepFixed: Ratio(quote.total) - Ratio(quote.fixed)
      }
    return returned == expected ? nil : "\(policy) gave back \(returned) of \(quote.total)"
  }
}

/// Fees of every kind, from a seed.
struct FeeGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// An amount of up to `digits` digits before the point, perhaps finer than the currency.
  mutating func amount(_ digits: Int, _ scale: Int) -> Decimal {
    let size = (0..<(1 + below(digits)) + scale).reduce(1) { power, _ in power * 10 }
    return chance(4) ? Decimal(0, scale: scale) : Decimal(below(size), scale: scale)
  }

  mutating func rate() -> Decimal { Decimal(below(3000), scale: 4) }

  mutating func fee() -> (FeeTerms, FeeBase) {
    let currency = Currency(code: pick(["USD", "EUR", "JPY", "KWD"])) ?? .usd
    let digits = currency.minorUnits
    let isMoney = chance(60)
    let prices = (0...(chance(40) ? below(3) : 0)).map { _ in price(isMoney, digits) }
    var terms = FeeTerms(currency: currency, prices: prices)
    terms.combination = pick(FeeCombination.allCases)
    terms.rounding = pick(Rounding.allCases)
    terms.onZero = pick(ZeroBase.allCases)
    terms.mayExceedBase = chance(50)
    if chance(25) {
      let whole = 1 + below(chance(50) ? 31 : 86_400)
      terms.proration = Proration(part: Decimal(below(whole + 1)), whole: Decimal(whole))
    }
    if chance(25) { terms.room = PeriodRoom(limit: amount(4, digits), used: amount(4, digits)) }
    for _ in 0..<(chance(40) ? below(4) : 0) {
      let kind = chance(30) ? Reduction.Kind.waiver : .discount
      let size =
        chance(60)
        ? Reduction.Size.share(Decimal(below(chance(10) ? 10_001 : 3000), scale: 4))
        : .amount(amount(2, digits))
      terms.reductions.append(Reduction(kind, size, label: "reduction"))
    }
    terms.stacking = pick(Stacking.allCases)
    for index in 0..<(chance(40) ? 1 + below(3) : 0) {
      terms.taxes.append(FeeTax("tax\(index)", rate: rate()))
    }
    terms.includesTaxes = chance(30)
    for index in 0..<(chance(60) ? 1 + below(4) : 0) {
      terms.shares.append(FeeShare("party\(index)", weight: Decimal(1 + below(10_000), scale: 4)))
    }
    return (terms, base(isMoney, digits))
  }

  private mutating func base(_ isMoney: Bool, _ digits: Int) -> FeeBase {
    guard isMoney else { return .units(amount(4, chance(30) ? 2 : 0)) }
    return .amounts(
      (0...(chance(30) ? below(4) : 0)).map { _ in amount(6, chance(10) ? digits + 1 : digits) })
  }

  private mutating func price(_ isMoney: Bool, _ digits: Int) -> FeePrice {
    var price = FeePrice("price", model(isMoney, digits))
    if chance(40) { price.plus = amount(2, digits) }
    if chance(40) { price.minimum = amount(2, digits) }
    if chance(40) { price.maximum = amount(4, digits) }
    if chance(25) { price.free = isMoney ? amount(4, digits) : amount(2, 0) }
    if isMoney, chance(15) { price.freeTransactions = below(4) }
    return price
  }

  private mutating func model(_ isMoney: Bool, _ digits: Int) -> PriceModel {
    switch below(6) {
    case 0: return .flat(amount(4, digits))
    case 1: return .difference(from: amount(3, digits), to: amount(4, digits), credits: false)
    case 2, 3:
      return isMoney
        ? .percent(rate())
        : pick([.perUnit(amount(2, digits)), .package(amount(3, digits), size: Decimal(1 + below(20)))])
    case 4: return .graduated(tiers(isMoney, digits))
    default: return .volume(tiers(isMoney, digits))
    }
  }

  private mutating func tiers(_ isMoney: Bool, _ digits: Int) -> [PriceTier] {
    var end = 0
    var tiers: [PriceTier] = []
    for _ in 0..<below(4) {
      end += 1 + below(500)
      tiers.append(tier(Decimal(end), isMoney, digits))
    }
    return tiers + [tier(nil, isMoney, digits)]
  }

  private mutating func tier(_ upTo: Decimal?, _ isMoney: Bool, _ digits: Int) -> PriceTier {
    let rate = chance(10) ? PriceTier.Rate.none : isMoney ? .percent(rate()) : .perUnit(amount(2, digits))
    return PriceTier(upTo: upTo, rate, flat: chance(40) ? amount(2, digits) : nil)
  }
}
