import CEL

@testable import Plugins

/// A rational number. The oracle computes in these and in whole minor units, with nothing of the engine's arithmetic.
struct Ratio: Comparable {
  var over: Int128
  var under: Int128

  init(_ over: Int128, _ under: Int128 = 1) {
    let divisor = Self.common(over.magnitude, under.magnitude)
    self.over = divisor == 0 ? over : over / Int128(divisor)
    self.under = divisor == 0 ? under : under / Int128(divisor)
  }

  init(_ number: Decimal) {
    let parts = number.description.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.count == 2 ? parts[1].count : 0
    self.init(Int128(parts.joined()) ?? 0, Self.power(digits))
  }

  static func power(_ digits: Int) -> Int128 { (0..<digits).reduce(1) { power, _ in power * 10 } }

  private static func common(_ one: UInt128, _ two: UInt128) -> UInt128 {
    var (one, two) = (one, two)
    while two != 0 { (one, two) = (two, one % two) }
    return one
  }

  static func + (a: Ratio, b: Ratio) -> Ratio {
    let under = shared(a, b)
    return Ratio(a.over * (under / a.under) + b.over * (under / b.under), under)
  }
  static func - (a: Ratio, b: Ratio) -> Ratio { a + Ratio(-b.over, b.under) }
  static func * (a: Ratio, b: Ratio) -> Ratio { Ratio(a.over * b.over, a.under * b.under) }
  static func / (a: Ratio, b: Ratio) -> Ratio { Ratio(a.over * b.under, a.under * b.over) }
  static func < (a: Ratio, b: Ratio) -> Bool { (a - b).over < 0 }
  static func == (a: Ratio, b: Ratio) -> Bool { (a - b).over == 0 }

  /// The least denominator that both have.
  static func shared(_ a: Ratio, _ b: Ratio) -> Int128 {
    a.under / Int128(common(a.under.magnitude, b.under.magnitude)) * b.under
  }

  /// To a whole number; not negative.
  func rounded(_ rounding: Rounding) -> Int128 {
    let whole = over / under
    let rest = over % under
    let isUp =
      switch rounding {
      case .down: false
      case .up: rest > 0
      case .halfUp: rest * 2 >= under
      case .halfEven: rest * 2 > under || (rest * 2 == under && whole % 2 == 1)
      }
    return whole + (isUp ? 1 : 0)
  }
}

/// What a fee comes to, in minor units.
struct OracleQuote: Equatable {
  var lines: [String] = []
  var net: Int128 = 0
  var tax: Int128 = 0
  var shares: [Int128] = []
}

/// The same order of computation as the documentation has it, written apart from the engine.
struct FeeOracle {
  let terms: FeeTerms
  let unit: Ratio

  init(_ terms: FeeTerms) {
    self.terms = terms
    unit = Ratio(Ratio.power(terms.currency.minorUnits))
  }

  func quote(_ base: FeeBase) -> OracleQuote {
    var quote = OracleQuote()
    var lines = selected(base)
    var left = lines.reduce(0) { $0 + $1.1 }
    func take(_ kind: String, _ amount: Int128) {
      guard amount > 0 else { return }
      lines.append((kind, -amount))
      left -= amount
    }
    if case .amounts(let amounts) = base, !terms.mayExceedBase {
      let total = amounts.map { Ratio($0) }.reduce(Ratio(0), +)
      if total > Ratio(0) { take("limit", left - (total * unit).rounded(.down)) }
    }
    if let room = terms.room {
      take("cap", left - (max(Ratio(0), Ratio(room.limit) - Ratio(room.used)) * unit).rounded(.down))
    }
    reduce(&lines, &left)
    addTaxes(&lines, left, &quote)
    quote.lines = lines.map { "\($0.0) \($0.1)" }
    quote.shares = Self.allocate(quote.net, terms.shares.map { Ratio($0.weight) })
    return quote
  }

  private func reduce(_ lines: inout [(String, Int128)], _ left: inout Int128) {
    let whole = left
    var all: [(String, Int128)] = []
    for reduction in terms.reductions {
      let of = terms.stacking == .compound ? left : whole
      var amount =
        switch reduction.size {
        case .share(let share): (Ratio(of) * Ratio(share)).rounded(terms.rounding)
        case .amount(let amount): (Ratio(amount) * unit).rounded(terms.rounding)
        }
      amount = min(amount, terms.stacking == .best ? whole : left)
      if amount > 0 { all.append((reduction.kind.rawValue, amount)) }
      if terms.stacking != .best { left -= amount }
    }
    if terms.stacking == .best {
      all = all.first { one in all.allSatisfy { $0.1 <= one.1 } }.map { [$0] } ?? []
      left -= all.first?.1 ?? 0
    }
    lines += all.map { ($0.0, -$0.1) }
  }

  private func addTaxes(_ lines: inout [(String, Int128)], _ gross: Int128, _ quote: inout OracleQuote) {
    let rates = terms.taxes.map { Ratio($0.rate) }
    let sum = Ratio(1) + rates.reduce(Ratio(0), +)
    var taxes = rates.map { (Ratio(gross) * $0).rounded(terms.rounding) }
    if terms.includesTaxes {
      taxes = Self.allocate((Ratio(gross) * (sum - Ratio(1)) / sum).rounded(terms.rounding), rates)
    }
    quote.tax = taxes.reduce(0, +)
    quote.net = gross
    if terms.includesTaxes, quote.tax > 0 {
      lines.append(("included_tax", -quote.tax))
      quote.net -= quote.tax
    }
    lines += taxes.map { ("tax", $0) }
  }

  private func selected(_ base: FeeBase) -> [(String, Int128)] {
    let alone = terms.prices.map { priced([$0], base) }
    switch terms.combination {
    case .first: return alone[0]
    case .sum: return priced(terms.prices, base)
    case .max:
      return alone.max { $0[0].1 < $1[0].1 }.flatMap { best in alone.first { $0[0].1 == best[0].1 } } ?? []
    case .min: return alone.min { $0[0].1 < $1[0].1 } ?? []
    }
  }

  private func priced(_ prices: [FeePrice], _ base: FeeBase) -> [(String, Int128)] {
    if terms.onZero == .noFee {
      switch base {
      case .amounts(let all) where all.allSatisfy(\.isZero): return [("fee", 0)]
      case .units(let units) where units.isZero: return [("fee", 0)]
      default: break
      }
    }
    let part = terms.proration.map { Ratio($0.part) / Ratio($0.whole) } ?? Ratio(1)
    let parts = prices.map { price in transactions(price, base).map { $0.map { $0 * part * unit } } }
    let flat = parts.flatMap { $0 }.map { $0 ?? Ratio(0) }
    var cents = flat.map { $0.rounded(terms.rounding) }
    if terms.proration != nil, flat.count > 1 {
      cents = Self.allocate(flat.reduce(Ratio(0), +).rounded(terms.rounding), flat)
    }
    var next = 0
    return zip(prices, parts).map { price, parts in
      var sum: Int128 = 0
      for part in parts {
        sum += part == nil ? cents[next] : clamp(cents[next], price)
        next += 1
      }
      return ("fee", sum)
    }
  }

  private func clamp(_ cents: Int128, _ price: FeePrice) -> Int128 {
    var cents = cents
    if let minimum = price.minimum { cents = max(cents, (Ratio(minimum) * unit).rounded(.down)) }
    if let maximum = price.maximum { cents = min(cents, (Ratio(maximum) * unit).rounded(.down)) }
    return cents
  }

  /// The exact price of each transaction; nil where it is free.
  private func transactions(_ price: FeePrice, _ base: FeeBase) -> [Ratio?] {
    let plus = Ratio(price.plus ?? Decimal(0))
    if case .flat(let amount) = price.model { return [Ratio(amount) + plus] }
    if case .difference(let from, let to, _) = price.model {
      return [to < from ? nil : Ratio(to) - Ratio(from) + plus]
    }
    switch base {
    case .none: return []
    case .units(let units):
      let paid = max(Ratio(0), Ratio(units) - Ratio(price.free ?? Decimal(0)))
      if paid == Ratio(0), !units.isZero { return [nil] }
      return [value(price.model, paid) + plus]
    case .amounts(let amounts):
      let isLimited = price.free != nil || price.freeTransactions != nil
      var running = Ratio(0)
      var isOver = !isLimited
      return amounts.enumerated().map { number, amount in
        let amount = Ratio(amount)
        var paid = amount
        if !isOver, number < price.freeTransactions ?? Int.max {
          let rest = price.free.map { Ratio($0) - running } ?? amount
          let free = min(amount, rest)
          running = running + free
          paid = amount - free
          if paid > Ratio(0) { isOver = true }
        } else {
          isOver = true
        }
        if paid == Ratio(0), !(amount == Ratio(0) && terms.onZero == .charge) { return nil }
        return value(price.model, paid) + plus
      }
    }
  }

  private func value(_ model: PriceModel, _ base: Ratio) -> Ratio {
    switch model {
    case .percent(let rate), .perUnit(let rate): return base * Ratio(rate)
    case .package(let price, let size): return Ratio((base / Ratio(size)).rounded(.up)) * Ratio(price)
    case .graduated(let tiers):
      var sum = Ratio(0)
      var start = Ratio(0)
      for (index, tier) in tiers.enumerated() where index == 0 || base > start {
        let end = tier.upTo.map { Ratio($0) } ?? base
        sum = sum + (min(base, end) - start) * rate(tier) + Ratio(tier.flat ?? Decimal(0))
        start = end
      }
      return sum
    case .volume(let tiers):
      let tier = tiers.first { $0.upTo.map { base <= Ratio($0) } ?? true } ?? tiers[tiers.count - 1]
      return base * rate(tier) + Ratio(tier.flat ?? Decimal(0))
    case .flat, .difference, .trueUp: return Ratio(0)
    }
  }

  private func rate(_ tier: PriceTier) -> Ratio {
    switch tier.rate {
    case .percent(let rate), .perUnit(let rate): Ratio(rate)
    case .none: Ratio(0)
    }
  }

  /// Whole units in proportion to weights, by largest remainder, earlier ones first.
  static func allocate(_ units: Int128, _ weights: [Ratio]) -> [Int128] {
    let sum = weights.reduce(Ratio(0), +)
    guard sum > Ratio(0) else { return weights.map { _ in 0 } }
    let under = weights.reduce(Ratio(1)) { Ratio(1, Ratio.shared($0, $1)) }.under
    let whole = weights.map { $0.over * (under / $0.under) }
    let all = whole.reduce(0, +)
    var parts = whole.map { units * $0 / all }
    let rests = whole.map { units * $0 % all }
    let order = weights.indices.sorted { rests[$0] == rests[$1] ? $0 < $1 : rests[$0] > rests[$1] }
    for index in order.prefix(Int(units - parts.reduce(0, +))) { parts[index] += 1 }
    return parts
  }
}
