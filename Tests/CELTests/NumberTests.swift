import CEL
import Glibc
import Testing

@Suite struct NumberTests {
  @Test(arguments: [
    ("15.00", "15.00"), ("-0.085", "-0.085"), ("+7", "7"), ("1.5e3", "1500"), ("1e-3", "0.001"), ("0", "0"),
    ("-0.0", "0.0"), ("00012", "12"),
    ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
  ])
  func `decimal reads`(text: String, printed: String) { #expect(Decimal(text)?.description == printed) }

  @Test(arguments: [
    "", "-", ".", "1.", ".5", "1,000.00", "10,00", "10abc", "--5", " 5", "5 ", "1e", "0x1", "1e99", "NaN",
    "1_000", "٣", "100000000000000000000000000000000000000", "1e-39",
  ])
  func `decimal refuses`(text: String) { #expect(Decimal(text) == nil) }

  @Test(arguments: [
    ("1", "3", "0.3333333333333333333333333333333333"), ("2", "3", "0.6666666666666666666666666666666667"),
    ("10.00", "4", "2.50"), ("1", "8", "0.125"), ("100", "7", "14.28571428571428571428571428571429"),
    ("-1", "3", "-0.3333333333333333333333333333333333"), ("0.001", "1000", "0.000001"),
    ("12345678901234567890", "0.1", "123456789012345678900"), ("7", "7", "1"), ("99", "100", "0.99"),
  ])
  func `decimal divides to 34 digits`(one: String, two: String, expected: String) throws {
    let quotient = try #require(Decimal(one)).divided(by: try #require(Decimal(two)))
    #expect(quotient?.description == expected)
  }

  @Test(arguments: [
    ("2.5", 0, Rounding.halfEven, "2"), ("3.5", 0, .halfEven, "4"), ("2.5", 0, .halfUp, "3"),
    ("-2.5", 0, .halfUp, "-3"), ("2.1", 0, .up, "3"), ("-2.1", 0, .up, "-3"), ("2.9", 0, .down, "2"),
    ("1.005", 2, .halfEven, "1.00"), ("1.015", 2, .halfEven, "1.02"), ("1.5", 3, .halfEven, "1.500"),
  ])
  func `decimal rounds`(text: String, scale: Int, rounding: Rounding, expected: String) {
    #expect(Decimal(text)?.rounded(toScale: scale, rounding: rounding)?.description == expected)
  }

  @Test func `decimals compare and hash by value`() throws {
    let one = try #require(Decimal("1.50"))
    let two = try #require(Decimal("1.5"))
    #expect(one == two && one.hashValue == two.hashValue && !(one < two))
    let large = try #require(Decimal("99999999999999999999999999999999999999"))
    let small = try #require(Decimal("0.00000000000000000000000000000000000001"))
    #expect(small < large && -1 == Decimal(-5).signum && Decimal(-5) < small)
    #expect(large.adding(Decimal(1)) == nil && large.multiplied(by: Decimal(2)) == nil)
    #expect(large.addingReportingOverflow(Decimal(1)).overflow)
  }

  @Test func `arithmetic laws hold for many decimals`() {
    var seed: UInt64 = 42
    func next() -> Decimal {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Decimal(Int(truncatingIfNeeded: seed >> 33) - 1 << 30, scale: Int(seed >> 20 & 7))
    }
    for _ in 0..<2000 {
      let (a, b, c) = (next(), next(), next())
      #expect(a.adding(b) == b.adding(a))
      #expect(a.adding(b)?.subtracting(b) == a)
      #expect(a.multiplied(by: b) == b.multiplied(by: a))
      #expect((a < b) == (b > a) && (a < b || b < a || a == b))
      #expect(Decimal(a.description) == a)
      guard let product = a.multiplied(by: c), !c.isZero else { continue }
      #expect(product.divided(by: c) == a)
    }
  }

  @Test(arguments: [
    ("10.00", [1, 1, 1], ["3.34", "3.33", "3.33"]), ("7.31", [50, 30, 20], ["3.66", "2.19", "1.46"]),
    ("-0.05", [1, 1], ["-0.03", "-0.02"]), ("0.01", [0, 1], ["0.00", "0.01"]),
    ("100.00", [1, 2], ["33.33", "66.67"]),
  ])
  func `allocation adds up`(amount: String, ratios: [Int], expected: [String]) throws {
    let money = try #require(Money(amount, default: usd))
    let parts = try #require(money.allocate(ratios.map { Decimal($0) }))
    #expect(parts.map(\.amount.description) == expected)
    #expect(parts.dropFirst().reduce(parts[0]) { $0.adding($1) ?? $0 } == money)
  }

  @Test func `currencies know their minor units`() throws {
    #expect(Currency(code: "JPY")?.minorUnits == 0 && Currency(code: "KWD")?.minorUnits == 3)
    #expect(Currency(code: "CLF")?.minorUnits == 4 && Currency(code: "USD")?.code == "USD")
    #expect(Currency(code: "usd") == nil && Currency(code: "ABC") == nil && Currency(code: "") == nil)
    #expect(Money("15.00 EUR")?.description == "15.00 EUR" && Money("15.00") == nil && Money("15 ") == nil)
    #expect(Money("1234.5 JPY")?.rounded()?.description == "1234 JPY")
    #expect(Currency.allCodes.allSatisfy { Currency(code: $0)?.code == $0 })
  }

  @Test func `a value takes 24 bytes`() { #expect(MemoryLayout<Value>.stride == 24) }
}

/// The text of doubles with a stated precision, against the C library.
@Suite struct DoubleFormatTests {
  @Test(arguments: [
    0.0, -0.0, 1.0, 0.5, 1.5, 2.5, 0.125, 1.005, 2.675, 9.995, 999.9999, 0.0001, 123456.789, 1e21, 1e300,
    .leastNonzeroMagnitude,
    2.2250738585072014e-308, 1.7976931348623157e308, -1.25, 0.05, 0.15, 9.5, 99.5, 4.35, 1e-7, 0.999999999,
  ])
  func `digits are those of the C library`(number: Double) {
    var environment = Environment(profile: .standard)
    environment.declare(variable: "x", type: .double)
    for precision in [0, 1, 2, 3, 6, 17, 40] {
      for verb in ["f", "e"] {
        var buffer = [CChar](repeating: 0, count: 500)
        let count = withVaList([number]) { vsnprintf(&buffer, buffer.count, "%.\(precision)\(verb)", $0) }
        let expected = String(
          decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let source = "'%.\(precision)\(verb)'.format([x])"
        #expect(outcome(source, in: environment, inputs: ["x": .double(number)]) == "\"\(expected)\"")
      }
    }
  }
}
