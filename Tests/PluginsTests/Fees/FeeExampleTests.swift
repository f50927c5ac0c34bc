import CEL
import Testing

@testable import Plugins

/// The price models and the order of the computation, as tables.
@Suite struct FeeExampleTests {
  // MARK: A percentage with a fixed part, a minimum and a maximum

  /// 8.5 % + 0.30, at least 1.00, at most 75.00, in the minor units of four currencies.
  @Test(arguments: [
    ("USD", "4.00", "1.00"), ("USD", "84.50", "7.48"), ("USD", "33.33", "3.13"), ("USD", "1250.00", "75.00"),
    ("USD", "0.00", "0.00"), ("USD", "0.40", "0.40"),
    ("EUR", "4.00", "1.00"), ("EUR", "84.50", "7.48"), ("EUR", "33.33", "3.13"), ("EUR", "1250.00", "75.00"),
    ("EUR", "0.00", "0.00"),
    ("KWD", "4.000", "1.000"), ("KWD", "84.500", "7.482"), ("KWD", "33.330", "3.133"),
    ("KWD", "1250.000", "75.000"), ("KWD", "0.000", "0.000"),
    ("JPY", "4", "1"), ("JPY", "84", "7"), ("JPY", "33", "3"), ("JPY", "1250", "75"), ("JPY", "0", "0"),
  ])
  func `a commission`(code: String, base: String, expected: String) throws {
    let currency = try #require(Currency(code: code))
    var price = FeePrice("Commission", .percent(decimal("0.085")))
    price.plus = decimal("0.30")
    price.minimum = decimal("1.00")
    price.maximum = decimal("75.00")
    let quote = try FeeTerms(currency: currency, prices: [price]).quote(.amounts([decimal(base)]))
    #expect(quote.total.description == expected)
  }

  @Test(arguments: [
    (Rounding.halfEven, "0.12", "0.14"), (.halfUp, "0.13", "0.14"), (.up, "0.13", "0.14"),
    (.down, "0.12", "0.13"),
  ])
  func `a tie is rounded as the fee says`(rounding: Rounding, low: String, high: String) throws {
    var terms = FeeTerms(currency: .usd, prices: [FeePrice("", .percent(decimal("0.5")))])
    terms.rounding = rounding
    #expect(try terms.quote(.amounts([decimal("0.25")])).total.description == low)
    #expect(try terms.quote(.amounts([decimal("0.27")])).total.description == high)
  }

  @Test(arguments: [(ZeroBase.noFee, "0.00"), (.charge, "1.00")])
  func `a base of zero costs what is said`(onZero: ZeroBase, expected: String) throws {
    var price = FeePrice("", .percent(decimal("0.085")))
    price.plus = decimal("0.30")
    price.minimum = decimal("1.00")
    var terms = FeeTerms(currency: .usd, prices: [price])
    terms.onZero = onZero
    #expect(try terms.quote(.amounts([decimal("0.00")])).total.description == expected)
  }

  // MARK: Units

  static let graduated = PriceModel.graduated([
    PriceTier(upTo: decimal("10"), .perUnit(decimal("10")), flat: decimal("2")),
    PriceTier(upTo: decimal("20"), .perUnit(decimal("5")), flat: decimal("3")),
    PriceTier(upTo: nil, .perUnit(decimal("5")), flat: decimal("3")),
  ])
  static let volume = PriceModel.volume([
    PriceTier(upTo: decimal("100"), .perUnit(decimal("2")), flat: decimal("10")),
    PriceTier(upTo: decimal("200"), .perUnit(decimal("1")), flat: decimal("0")),
    PriceTier(upTo: nil, .perUnit(decimal("0.5")), flat: decimal("50")),
  ])
  static let package = PriceModel.package(decimal("100"), size: decimal("10"))

  @Test(
    arguments: [
      (graduated, nil, "0", "2.00"), (graduated, nil, "1", "12.00"), (graduated, nil, "10", "102.00"),
      (graduated, nil, "10.5", "107.50"), (graduated, nil, "11", "110.00"), (graduated, nil, "12", "115.00"),
      (graduated, nil, "21", "163.00"),
      (volume, nil, "0", "10.00"), (volume, nil, "100", "210.00"), (volume, nil, "100.5", "100.50"),
      (volume, nil, "101", "101.00"), (volume, nil, "200", "200.00"), (volume, nil, "201", "150.50"),
      (package, nil, "121", "1300.00"), (package, "10", "121", "1200.00"), (package, "200", "121", "0.00"),
      (.perUnit(decimal("0.25")), nil, "7", "1.75"), (.perUnit(decimal("0.25")), "3", "7", "1.00"),
    ] as [(PriceModel, String?, String, String)])
  func `a price for units`(model: PriceModel, free: String?, units: String, expected: String) throws {
    var price = FeePrice("", model)
    price.free = free.map { decimal($0) }
    var terms = FeeTerms(currency: .usd, prices: [price])
    terms.onZero = .charge
    #expect(try terms.quote(.units(decimal(units))).total.description == expected)
  }

  @Test func `a quantity of zero costs no flat part unless that is said`() throws {
    let terms = FeeTerms(currency: .usd, prices: [FeePrice("", Self.graduated)])
    #expect(try terms.quote(.units(Decimal(0))).total.description == "0.00")
  }

  // MARK: Several transactions

  @Test(
    arguments: [
      ("KWD", nil, "16.142"), ("KWD", "2.00", "18.691"), ("USD", nil, "16.14"), ("USD", "2.00", "18.69"),
      ("EUR", nil, "16.14"), ("EUR", "2.00", "18.69"), ("JPY", nil, "16"), ("JPY", "2", "18"),
    ] as [(String, String?, String)])
  func `minimum and maximum count for each transaction`(code: String, plus: String?, expected: String) throws
  {
    let currency = try #require(Currency(code: code))
    var price = FeePrice("", .percent(decimal("0.0299")))
    price.plus = plus.map { decimal($0) }
    price.minimum = decimal(code == "JPY" ? "2" : "1.75")
    price.maximum = decimal("12")
    let terms = FeeTerms(currency: currency, prices: [price])
    let base = FeeBase.amounts([decimal("10"), decimal("80"), decimal("10000")])
    #expect(try terms.quote(base).total.description == expected)
  }

  @Test(
    arguments: [("250", 3, "11.15"), ("250", nil, "11.15"), (nil, 3, "7.20"), (nil, nil, "18.40")]
      as [(String?, Int?, String)])
  func `the first amount or the first transactions are free`(free: String?, count: Int?, expected: String)
    throws
  {
    var price = FeePrice("", .percent(decimal("0.013")))
    price.plus = decimal("2.00")
    price.free = free.map { decimal($0) }
    price.freeTransactions = count
    let terms = FeeTerms(currency: .usd, prices: [price])
    let base = FeeBase.amounts(["50", "100", "250", "400"].map { decimal($0) })
    #expect(try terms.quote(base).total.description == expected)
  }

  @Test func `tiers of percentages charge each part at its own rate`() throws {
    let tiers = [
      PriceTier(upTo: decimal("100.00"), .percent(decimal("0.15")), flat: decimal("1.00")),
      PriceTier(upTo: decimal("500.00"), .percent(decimal("0.10"))),
      PriceTier(upTo: nil, .percent(decimal("0.05"))),
    ]
    let graduated = FeeTerms(currency: .usd, prices: [FeePrice("", .graduated(tiers))])
    let volume = FeeTerms(currency: .usd, prices: [FeePrice("", .volume(tiers))])
    for (base, one, two) in [
      ("100.00", "16.00", "16.00"), ("100.01", "16.00", "10.00"), ("500.00", "56.00", "50.00"),
      ("1000.00", "81.00", "50.00"),
    ] {
      #expect(try graduated.quote(.amounts([decimal(base)])).total.description == one)
      #expect(try volume.quote(.amounts([decimal(base)])).total.description == two)
    }
  }

  // MARK: Upgrades, periods, minima of a period

  @Test(arguments: [
    ("15.00", "35.00", false, "20.00", false), ("35.00", "15.00", false, "0.00", false),
    ("35.00", "15.00", true, "20.00", true),
  ])
  func `an upgrade pays the difference`(
    from: String, to: String, credits: Bool, total: String, isCredit: Bool
  )
    throws
  {
    let price = FeePrice("", .difference(from: decimal(from), to: decimal(to), credits: credits))
    let quote = try FeeTerms(currency: .usd, prices: [price]).quote(.none)
    #expect(quote.total.description == total)
    #expect(quote.isCredit == isCredit)
  }

  @Test func `the lines of a prorated fee add up to its rounded sum`() throws {
    var terms = FeeTerms(
      currency: .usd, prices: ["Plan", "Support", "Storage"].map { FeePrice($0, .flat(decimal("10.00"))) })
    terms.combination = .sum
    terms.proration = Proration(part: Decimal(10), whole: Decimal(30))
    let quote = try terms.quote(.none)
    #expect(quote.lines.map(\.amount.description) == ["3.34", "3.33", "3.33"])
    #expect(quote.total.description == "10.00")
  }

  @Test(arguments: [
    ("40.00", 30, "60.00"), ("100.00", 30, "0.00"), ("40.00", 15, "10.00"), ("0.00", 15, "50.00"),
  ])
  func `a minimum of the period adds what is missing`(used: String, days: Int, expected: String) throws {
    var terms = FeeTerms(currency: .usd, prices: [FeePrice("", .trueUp(decimal("100.00")))])
    terms.proration = Proration(part: Decimal(days), whole: Decimal(30))
    #expect(try terms.quote(.amounts([decimal(used)])).total.description == expected)
  }

  @Test(arguments: [(FeeCombination.first, "5.00"), (.sum, "23.00"), (.max, "10.00"), (.min, "5.00")])
  func `several prices`(combination: FeeCombination, expected: String) throws {
    var terms = FeeTerms(
      currency: .usd,
      prices: [
        FeePrice("a", .flat(decimal("5.00"))), FeePrice("b", .percent(decimal("0.10"))),
        FeePrice("c", .flat(decimal("8.00"))),
      ])
    terms.combination = combination
    #expect(try terms.quote(.amounts([decimal("100.00")])).total.description == expected)
  }

  // MARK: What comes off, on top, and apart

  @Test(arguments: [("0.00", "60.00"), ("250.00", "50.00"), ("290.00", "10.00"), ("300.00", "0.00")])
  func `the cap of a period leaves what is not used`(used: String, expected: String) throws {
    var terms = FeeTerms(currency: .usd, prices: [FeePrice("", .flat(decimal("60.00")))])
    terms.room = PeriodRoom(limit: decimal("300.00"), used: decimal(used))
    #expect(try terms.quote(.none).total.description == expected)
  }

  @Test(arguments: [
    (Stacking.compound, ["-10.00", "-18.00", "-5.00"], "67.00"),
    (.add, ["-10.00", "-20.00", "-5.00"], "65.00"), (.best, ["-20.00"], "80.00"),
  ])
  func `discounts stack in the order they are written`(stacking: Stacking, lines: [String], total: String)
    throws
  {
    var terms = FeeTerms(currency: .usd, prices: [FeePrice("", .flat(decimal("100.00")))])
    terms.reductions = [
      Reduction(.waiver, .share(decimal("0.10")), label: "a"),
      Reduction(.discount, .share(decimal("0.20")), label: "b"),
      Reduction(.discount, .amount(decimal("5.00")), label: "c"),
    ]
    terms.stacking = stacking
    let quote = try terms.quote(.none)
    #expect(quote.lines.dropFirst().map(\.amount.description) == lines)
    #expect(quote.total.description == total)
  }

  @Test func `taxes are lines, each rounded alone, and the total is the sum of the lines`() throws {
    var terms = FeeTerms(currency: .usd, prices: [FeePrice("", .flat(decimal("9.99")))])
    terms.taxes = [FeeTax("State", rate: decimal("0.04")), FeeTax("City", rate: decimal("0.04875"))]
    let quote = try terms.quote(.none)
    #expect(quote.lines.map(\.amount.description) == ["9.99", "0.40", "0.49"])
    #expect(quote.total.description == "10.88")
    terms.includesTaxes = true
    terms.taxes = [FeeTax("VAT", rate: decimal("0.19"))]
    terms.prices = [FeePrice("", .flat(decimal("119.00")))]
    let included = try terms.quote(.none)
    #expect(
      [included.net, included.tax, included.total].map(\.description) == ["100.00", "19.00", "119.00"])
  }

  @Test(arguments: [
    ("USD", "10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
    ("USD", "7.31", ["50", "30", "20"], ["3.66", "2.19", "1.46"]),
    ("EUR", "0.01", ["80", "20"], ["0.01", "0.00"]), ("JPY", "10", ["1", "1", "1"], ["4", "3", "3"]),
    ("KWD", "10.000", ["1", "1", "1"], ["3.334", "3.333", "3.333"]),
  ])
  func `shares add up by largest remainder`(code: String, amount: String, weights: [String], parts: [String])
    throws
  {
    var terms = FeeTerms(
      currency: try #require(Currency(code: code)), prices: [FeePrice("", .flat(decimal(amount)))])
    terms.shares = weights.enumerated().map { FeeShare("p\($0)", weight: decimal($1)) }
    #expect(try terms.quote(.none).shares.map(\.amount.description) == parts)
  }

  // MARK: Refunds

  /// A charge of 8.80 (8.50 of 100.00, and 0.30), given back in parts.
  @Test(arguments: [
    (RefundPolicy.proRata, ["33.33", "66.67", "100.00"], ["2.93", "2.94", "2.93"]),
    (.keepFixed, ["50.00", "100.00"], ["4.25", "4.25"]), (.full, ["10.00", "100.00"], ["8.80", "0.00"]),
    (.none, ["100.00"], ["0.00"]),
  ])
  func `a refund in parts comes to what one whole would`(
    policy: RefundPolicy, cumulated: [String], expected: [String]
  ) throws {
    var accounts = [FeeAccount("a", charged: decimal("7.04")), FeeAccount("b", charged: decimal("1.76"))]
    for (part, amount) in zip(cumulated, expected) {
      let refund = try FeeRefund.quote(
        accounts, fixed: decimal("0.30"), share: Proration(part: decimal(part), whole: decimal("100.00")),
        policy: policy, currency: .usd)
      #expect(refund.total.description == amount)
      for index in accounts.indices {
        accounts[index].returned = try accounts[index].returned.plus(refund.parts[index])
      }
    }
  }

  // MARK: Mistakes

  @Test(arguments: [
    ("-1.00", "0.10", "1.00", "R0207: the base of a fee is below zero: -1.00"),
    ("1.00", "-0.10", "1.00", "R0207: the percentage of a fee is below zero: -0.10"),
    (
      "1.00", "0.10", "1.005",
      "R0207: the minimum of a fee is finer than USD can be paid, which has 2 digits: 1.005"
    ),
  ])
  func `what cannot be computed is an error`(base: String, rate: String, minimum: String, message: String) {
    var price = FeePrice("", .percent(decimal(rate)))
    price.minimum = decimal(minimum)
    let error = #expect(throws: FeeError.self) {
      _ = try FeeTerms(currency: .usd, prices: [price]).quote(.amounts([decimal(base)]))
    }
    #expect(error?.evaluation.description == message)
  }

  @Test func `each line says how it came about`() throws {
    var price = FeePrice("Commission", .percent(decimal("0.085")))
    price.plus = decimal("0.30")
    price.minimum = decimal("8.00")
    var terms = FeeTerms(currency: .usd, prices: [price])
    terms.room = PeriodRoom(limit: decimal("300.00"), used: decimal("294.00"))
    terms.reductions = [Reduction(.discount, .share(decimal("0.1")), label: "Gold")]
    let lines = try terms.quote(.amounts([decimal("84.50")])).lines
    #expect(
      lines.map { line in "\(line.label): \(line.amount) (\(line.steps.map(\.text).joined(separator: "; ")))"
      } == [
        "Commission: 8.00 (8.5% of 84.50 = 7.18250; plus 0.30; 7.48250 rounded (half_even); raised to the minimum 8.00)",
        "Cap of the period: -2.00 (294.00 of 300.00 was charged in this period)",
        "Gold: -0.60 (10% of 6.00)",
      ])
  }
}

func decimal(_ text: String) -> Decimal { Decimal(text) ?? Decimal(0) }

extension Currency {
  static var usd: Currency { Currency(code: "USD")! }
}
