extension DiagnosticCatalogue {
  /// W05: fees that cannot be meant as they are written.
  static let fees: [Entry] = [
    Entry(
      "N0251", "an unknown fee",
      "No `fee:` of this name is defined, so nothing can be given back of it."),
    Entry(
      "W0512", "a larger order pays less",
      """
      With `volume` the price of the tier that is reached applies to the whole base. Where the next tier is cheaper, a \
      base just above the boundary pays less than one just below, so people split or inflate orders. `graduated` charges \
      each part at the price of its own tier and never falls.
      """),
    Entry(
      "W0513", "tiers with an end",
      """
      The last tier has to be open-ended, or a base above it would match no tier and the fee would fail for the largest \
      orders. Leave `up_to` out in the last tier.
      """),
    Entry(
      "W0514", "tiers out of order",
      """
      A tier reaches from the end of the one before up to its own `up_to`, which still belongs to it. So there are no \
      gaps and no overlaps, as long as the ends rise and only the last tier has none.
      """),
    Entry(
      "W0515", "a price that does not go with its base",
      """
      `percent` is taken of an amount of money, `per_unit` and `package` of a number of units. The base says which: an \
      expression of type `money` (or a list of money, one for each transaction), or `int`, `uint` or `decimal`. A \
      `double` is refused, because it is not exact.
      """),
    Entry(
      "W0516", "a split that does not add up",
      """
      The shares of a split are percentages that come to 100%, of which one may be `rest`; or they are weights, such as \
      `1`, `1` and `2`, that count in proportion.
      """),
    Entry(
      "W0517", "not a percentage",
      "A percentage is written with its sign: `8.5%`. A number alone could mean 8.5 percent or 850."),
    Entry(
      "W0518", "more than the whole",
      "A fee of more than 100% is more than what it is taken of, and a discount of more than 100% than the fee."
    ),
    Entry(
      "W0519", "bounds that exclude each other",
      """
      The maximum or the cap of a fee is below its minimum. The maximum would win each time, and the minimum would never \
      count.
      """),
    Entry(
      "W0520", "a negative part of a fee",
      "Prices, bounds, discounts and taxes are not negative. What comes off a fee is a `discount` or a `waive`."
    ),
    Entry(
      "W0521", "two fees of one base",
      """
      Two fees are taken of the same base, from the same payer, on the same event and under the same condition, so both \
      are charged. Often one was meant to replace the other. Fees of one `group` exclude each other; several prices of \
      one fee are joined by `combine`.
      """),
    Entry(
      "W0522", "charges that cannot be found again",
      """
      A refund finds what was charged by the fee and the thing it was charged for. The fee has to say that thing with \
      `for:`, for example `for: event.order_id`.
      """),
    Entry(
      "W0523", "finer than the currency",
      """
      A minimum or maximum has to be an amount that can be paid: with at most as many digits after the point as its \
      currency has (USD 2, JPY 0, KWD 3).
      """),
    Entry(
      "W0524", "a table without a price",
      """
      A decision table that prices a fee has an output named `flat`, `percent` or `per_unit`. Beside it may stand `plus`, \
      `min`, `max` and `label`.
      """),
    Entry(
      "W0525", "not a deposit",
      """
      `settle:` says what becomes of a deposit. This fee is no deposit: it belongs to those who get it at once. Write \
      `deposit: true` in the fee to have it held.
      """),
  ]
}
