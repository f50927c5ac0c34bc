import RulesEngine
import Testing

@Suite struct LiteralTests {
  @Test(arguments: [
    ("90s", DurationLiteral.elapsed(milliseconds: 90_000)), ("15m", .elapsed(milliseconds: 900_000)),
    ("2h", .elapsed(milliseconds: 7_200_000)), ("3d", .elapsed(milliseconds: 259_200_000)),
    ("2w", .elapsed(milliseconds: 1_209_600_000)), ("250ms", .elapsed(milliseconds: 250)),
    ("1h30m", .elapsed(milliseconds: 5_400_000)), ("1.5h", .elapsed(milliseconds: 5_400_000)),
    ("0s", .elapsed(milliseconds: 0)), ("1h 5s", .elapsed(milliseconds: 3_605_000)),
    ("2bh", .business(days: 0, milliseconds: 7_200_000)), ("1bd", .business(days: 1, milliseconds: 0)),
    ("1bd 4bh", .business(days: 1, milliseconds: 14_400_000)),
    ("30bm", .business(days: 0, milliseconds: 1_800_000)),
    ("PT2H", .elapsed(milliseconds: 7_200_000)), ("P1DT12H", .elapsed(milliseconds: 129_600_000)),
    ("P2W", .elapsed(milliseconds: 1_209_600_000)), ("PT0.5S", .elapsed(milliseconds: 500)),
  ])
  func `reads durations`(text: String, value: DurationLiteral) throws {
    #expect(try DurationLiteral.read(text) == value)
  }

  @Test(arguments: [
    ("2 hour", "2h"), ("2 hours", "2h"), ("90 sec", "90s"), ("5min", "5m"), ("1 Day", "1d"), ("2H", "2h"),
    ("1 hour 30 minutes", "1h30m"),
  ])
  func `suggests the duration that was meant`(text: String, meant: String) {
    #expect(throws: LiteralMistake.self) { try DurationLiteral.read(text) }
    do { _ = try DurationLiteral.read(text) } catch { #expect(error.suggestion == meant) }
  }

  @Test(arguments: [
    "", "h", "2", "-2h", "2h1bh", "1.0005ms", "P", "PT", "P1Y", "P1M", "P1DT", "2x", "1..5h",
    "99999999999999999w",
    "9223372036854775807bd", "9223372036854775807bd 9223372036854775807bd", "0.0001s5", "PT2H3", "P2H",
    "99999999999999999999999999999999999999s", "1e3s", "２h",
  ])
  func `refuses what is no duration`(text: String) {
    #expect(throws: LiteralMistake.self) { try DurationLiteral.read(text) }
  }

  @Test(arguments: [("12", "12"), ("-0.50", "-0.50"), ("0", "0"), ("123456789012345678901234567890.12", nil)])
  func `reads decimals`(text: String, digits: String?) throws {
    #expect(try DecimalLiteral.read(text).digits == digits ?? text)
  }

  @Test(arguments: [
    ("+3", "3"), (".5", "0.5"), ("5.", "5"), ("1_000", "1000"), ("10,50", "10.50"), ("1,000.00", "1000.00"),
    ("1,000", nil), ("1e3", nil), ("abc", nil), ("--5", nil), ("", nil), ("007", nil), ("1,00.00", nil),
    ("NaN", nil), ("1.2.3", nil), (String(repeating: "9", count: 39), nil),
  ])
  func `refuses other numbers, and mends the clear ones`(text: String, meant: String?) {
    do {
      _ = try DecimalLiteral.read(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.suggestion == meant)
    }
  }

  @Test(arguments: [
    ("15.00", "15.00", nil), ("15", "15", nil), ("15.00 EUR", "15.00", "EUR"), ("-3 USD", "-3", "USD"),
  ])
  func `reads money`(text: String, amount: String, currency: String?) throws {
    let money = try MoneyLiteral.read(text)
    #expect(money.amount == amount && money.currency == currency)
  }

  @Test(arguments: [
    ("EUR 15.00", "15.00 EUR"), ("15.00eur", "15.00 EUR"), ("$15", "15"), ("15 €", "15 EUR"),
    ("15,50", "15.50"),
    ("15.00  EUR", "15.00 EUR"), ("15 EURO", nil), ("a lot", nil), ("", nil),
  ])
  func `suggests the money that was meant`(text: String, meant: String?) {
    do {
      _ = try MoneyLiteral.read(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.suggestion == meant)
    }
  }

  @Test func `reads percentages`() throws {
    #expect(try PercentLiteral.read("12.5%").digits == "12.5")
    do { _ = try PercentLiteral.read("12.5") } catch { #expect(error.suggestion == "12.5%") }
    #expect(throws: LiteralMistake.self) { try PercentLiteral.read("%") }
    #expect(throws: LiteralMistake.self) { try PercentLiteral.read("12 %%") }
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0, 0), ("2026-11-21T15:00:00Z", 1_795_273_200, 0),
    ("2026-11-21T10:00:00-05:00", 1_795_273_200, 0), ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
    ("2000-02-29T00:00:00.000000001+00:00", 951_782_400, 1), ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
  ])
  func `reads instants`(text: String, seconds: Int, nanoseconds: Int) throws {
    let instant = try InstantLiteral.read(text)
    #expect(instant.secondsSince1970 == seconds && instant.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-21T15:00:00", "2026-11-21",
    "2026-11-21T24:00:00Z",
    "2026-11-21T15:00:60Z", "2026-11-21T15:00:00.Z", "2026-11-21T15:00:00.1234567890Z",
    "2026-11-21T15:00:00Zx",
    "2026-11-21T15:00:00+5:00", "2026-11-21 15:00:00Z", "", "٢٠٢٦-11-21T15:00:00Z",
  ])
  func `refuses other instants`(text: String) {
    #expect(throws: LiteralMistake.self) { try InstantLiteral.read(text) }
  }

  @Test func `reads dates that exist`() throws {
    #expect(try DateLiteral.read("2026-11-21").daysSince1970 == 20_778)
    #expect(try DateLiteral.read("2024-02-29") < DateLiteral.read("2024-03-01"))
    for text in ["2026-02-29", "1900-02-29", "2026-00-01", "2026-1-1", "0000-01-01", "2026-11-21x"] {
      #expect(throws: LiteralMistake.self) { try DateLiteral.read(text) }
    }
  }

  @Test func `reads times of day`() throws {
    #expect(try TimeOfDayLiteral.read("09:30").seconds == 34_200)
    #expect(try TimeOfDayLiteral.read("24:00").seconds == 86_400)
    #expect(try TimeOfDayLiteral.read("00:00:59").seconds == 59)
    for text in ["24:01", "9", "09:60", "09-30", "09:30:", "25:00"] {
      #expect(throws: LiteralMistake.self) { try TimeOfDayLiteral.read(text) }
    }
    do { _ = try TimeOfDayLiteral.read("9:30") } catch { #expect(error.suggestion == "09:30") }
  }
}
