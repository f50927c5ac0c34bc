internal import CEL

extension FeeStep {
  /// The step in words, such as `8.5% of 84.50 = 7.18250`.
  package var text: String {
    switch self {
    case .flat(let amount): "\(amount)"
    case .percent(let rate, let of, let gives): "\(rate.percent) of \(of) = \(gives.brief)"
    case .units(let units, let price, let gives): "\(units) at \(price) = \(gives.brief)"
    case .packages(let count, let size, let price, let gives):
      "\(count) packages of \(size) at \(price) = \(gives.brief)"
    case .tier(let from, let upTo): upTo.map { "up to \($0)" } ?? "above \(from)"
    case .plus(let amount): "plus \(amount)"
    case .free(let amount): "\(amount) is free"
    case .difference(let to, let from): "\(to) instead of \(from)"
    case .trueUp(let used, let minimum): "\(used) of at least \(minimum) was charged"
    case .prorated(let part, let whole): "for \(part) of \(whole)"
    case .rounded(let exact, let rounding): "\(exact.brief) rounded (\(rounding.rawValue))"
    case .raised(let bound): "raised to the minimum \(bound)"
    case .lowered(let bound): "lowered to the maximum \(bound)"
    case .zeroBase: "nothing to take a fee of"
    case .limited(let base): "the fee is taken of \(base)"
    case .capped(let used, let limit): "\(used) of \(limit) was charged in this period"
    case .taken(let share, let of): "\(share.percent) of \(of)"
    }
  }
}

extension Decimal {
  /// A share as a percentage: 0.085 is `8.5%`.
  var percent: String {
    guard let hundred = multiplied(by: Decimal(100)) else { return description }
    return "\(hundred.plain)%"
  }

  /// With at most 8 digits after the point.
  fileprivate var brief: String {
    scale <= 8 ? description : rounded(toScale: 8)?.plain ?? description
  }

  /// Without zeros at the end.
  private var plain: String {
    var text = description
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
