import CEL
import Testing

/// What the rules profile adds: exact numbers, missing fields, restricted texts, dates.
@Suite struct RulesProfileTests {
  static let values: [(String, String)] = [
    ("event.amount > 250.0", "true"), ("event.amount >= 300", "true"), ("event.amount == 300.000", "true"),
    ("event.amount != 0", "true"), ("event.amount in [300.00, 5]", "true"),
    ("event.amount * 0.085 + 0.30", "25.80000 USD"), ("round(event.amount * 0.0851)", "25.53 USD"),
    ("event.amount - 1", "299.00 USD"), ("event.amount / 3", "100.00 USD"),
    ("event.amount / 7.00 > 42.85", "true"),
    ("sum([].map(x, event.amount))", "0.00 USD"), ("sum([].map(x, event.amount)) < 5", "true"),
    ("sum([].map(x, event.rate)) + 1", "1"), ("[].map(x, 1.5).sum()", "0.0"),
    ("customer.favorites.map(f, f.spent ?? 0).sum() + 1", "21.00 USD"),
    ("event.amount / event.amount", "1"), ("-event.amount", "-300.00 USD"), ("event.rate * 2", "0.170"),
    ("event.rate + 1", "1.085"), ("event.rate < 0.1", "true"),
    ("decimal(1) / 3", "0.3333333333333333333333333333333333"),
    ("min(event.amount, 75.00)", "75.00 USD"), ("max(event.amount, money(\"1\", \"USD\"))", "300.00 USD"),
    ("event.amount > 500 ? 0 : event.amount", "300.00 USD"), ("amount(event.amount)", "300.00"),
    ("currency(event.amount)", "\"USD\""),
    ("allocate(money(\"10.00\", \"USD\"), [1, 1, 1])", "[3.34 USD, 3.33 USD, 3.33 USD]"),
    ("allocate(money(\"7.31\"), [50, 30, 20])", "[3.66 USD, 2.19 USD, 1.46 USD]"),
    ("customer.days ?? 5", "5"), ("customer.credit ?? 2.50", "2.50 USD"), ("customer.days == null", "true"),
    ("customer.tier != null", "true"), ("has(customer.days)", "false"), ("has(customer.tier)", "true"),
    ("customer.?days.hasValue()", "false"),
    ("customer.days > 3", "R0201"), ("customer.days > 3 || customer.tier == \"gold\"", "true"),
    ("customer.days > 3 && customer.tier == \"vip\"", "false"), ("customer.home.city", "\"Bonn\""),
    ("customer.favorites.exists(f, f.provider == \"p2\")", "true"),
    ("customer.favorites.map(f, f.spent ?? 0)", "[20.00 USD, 0 USD]"),
    ("customer.favorites.filter(f, has(f.spent)).size()", "1"),
    ("customer.favorites.all(f, f.spent > 1)", "R0201"),
    ("settings.min_jobs + 1", "4"), ("event.data.size > 2", "true"), ("event.data.tags[0]", "\"a\""),
    ("event.ratio * event.count", "1.0"), ("event.count / 8.0 + customer.score", "1.0"),
    ("days(now - event.at)", "1"), ("date(now, \"Asia/Tokyo\")", "\"2026-11-23\""), ("weekday(now)", "7"),
    ("hours(duration(\"90m\"))", "1"), ("hour(now, \"America/New_York\")", "13"),
    ("year(now) * 100 + month(now)", "202611"),
    ("start_of_day(now, \"Europe/Berlin\")", "2026-11-21T23:00:00Z"),
    ("start_of_week(now)", "2026-11-16T00:00:00Z"), ("start_of_month(now)", "2026-11-01T00:00:00Z"),
    ("add_months(timestamp(\"2026-01-31T10:00:00Z\"), 1)", "2026-02-28T10:00:00Z"),
    ("add_days(timestamp(\"2026-03-28T08:00:00Z\"), 1, \"Europe/Berlin\")", "2026-03-29T07:00:00Z"),
  ]

  static let errors: [(String, String)] = [
    ("event.ratio * event.amount", "C0207"), ("event.rate + event.ratio", "C0207"),
    ("event.amount > money(\"3\", \"EUR\")", "R0209"), ("event.amount + money(\"3\", \"EUR\")", "R0209"),
    ("event.amount * event.amount", "C0204"), ("event.amount / 0", "R0202"),
    ("customer.tier == \"glod\"", "C0206"), ("customer.tier in [\"gold\", \"vpi\"]", "C0206"),
    ("\"god\" == customer.tier", "C0206"), ("customer.tiers", "C0202"), ("settings.nope", "C0202"),
    ("money(\"1\", \"ZZZ\")", "R0207"), ("customer.days ?? \"x\"", "C0204"),
  ]

  static let now = Timestamp(rfc3339: "2026-11-22T18:00:00Z")

  @Test(arguments: values) func `expression gives value`(source: String, expected: String) {
    #expect(outcome(source, in: shop(), inputs: shopInputs, now: Self.now) == expected)
  }

  @Test(arguments: errors) func `expression fails`(source: String, code: String) {
    #expect(outcome(source, in: shop(), inputs: shopInputs, now: Self.now) == code)
  }

  @Test func `missing is a verdict of its own`() throws {
    var slots = SlotTable()
    let program = try shop().compile("customer.days < 30", expecting: .bool, slots: &slots)
    let frame = Frame()
    fill(frame, slots, shopInputs)
    guard case .missing(let error) = program.test(frame) else {
      Issue.record("expected the verdict missing")
      return
    }
    #expect(error.message == "`customer.days` is missing")
    #expect(error.range == 0..<13)
  }
}
