package import CEL

/// What becomes of a fee when the order it was taken of is given back.
package enum RefundPolicy: String, Sendable, CaseIterable {
  /// The same share of the fee as of the order.
  case proRata = "pro_rata"
  /// That share of what follows from the amount; the flat and fixed parts stay.
  case keepFixed = "keep_fixed"
  /// All of it, whatever share of the order.
  case full
  /// Nothing.
  case none
}

/// What was charged, and what of it was given back so far, by account: a party or a tax.
package struct FeeAccount: Sendable, Equatable {
  package var name: String
  package var charged: Decimal
  package var returned: Decimal

  package init(_ name: String, charged: Decimal, returned: Decimal = Decimal(0)) {
    self.name = name
    self.charged = charged
    self.returned = returned
  }
}

/// A fee on its way back.
package struct FeeRefund: Sendable, Equatable {
  package var total: Decimal
  /// What each account gives back, in the order of the accounts.
  package var parts: [Decimal]

  /// What is given back of a charge.
  ///
  /// The share is that of all that was given back of the order so far, this time included; so several parts come to
  /// what one whole would have come to, to the cent, and never to more than was charged.
  ///
  /// - Parameters:
  ///   - accounts: what was charged and returned.
  ///   - fixed: the part of the charge, taxes included, that `keep_fixed` keeps.
  ///   - share: how much of the order is given back by now.
  package static func quote(
    _ accounts: [FeeAccount], fixed: Decimal, share: Proration, policy: RefundPolicy, currency: Currency,
    rounding: Rounding = .halfEven
  ) throws(FeeError) -> FeeRefund {
    let zero = Decimal(0, scale: currency.minorUnits)
    guard share.whole > Decimal(0) else { throw .emptyPeriod }
    if share.part.isNegative { throw .negative("the part given back", share.part) }
    let charged = try accounts.map(\.charged).total()
    let returned = try accounts.map(\.returned).total()
    let part = Swift.min(share.part, share.whole)
    let target: Decimal
    switch policy {
    case .none: target = zero
    case .full: target = part.isZero ? zero : charged
    case .proRata: target = try Fraction(charged.times(part), over: share.whole).cents(currency, rounding)
    case .keepFixed:
      let moving = Swift.max(zero, try charged.minus(fixed))
      target = try Fraction(moving.times(part), over: share.whole).cents(currency, rounding)
    }
    let total = try Swift.max(returned, Swift.min(target, charged)).minus(returned).plus(zero)
    let left = try accounts.map { account throws(FeeError) in try account.charged.minus(account.returned) }
    guard !total.isZero else { return FeeRefund(total: zero, parts: accounts.map { _ in zero }) }
    guard let parts = Money(total, currency).allocate(left) else { throw .overflow }
    return FeeRefund(total: total, parts: parts.map(\.amount))
  }
}
