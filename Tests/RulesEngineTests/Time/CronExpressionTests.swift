import CEL
@testable import RulesEngine
import Testing

@Suite struct CronExpressionTests {
  /// A zone with one change: `before` until `at`, `after` from then on.
  struct Change: Sendable {
    var at: String
    var before: Int
    var after: Int

    func offset(_ instant: Timestamp) -> Int {
      guard let at = Timestamp(rfc3339: at) else { return 0 }
      return instant < at ? before : after
    }
  }

  static let utc = Change(at: "1970-01-01T00:00:00Z", before: 0, after: 0)
  /// Berlin in spring 2027: 02:00 becomes 03:00.
  static let spring = Change(at: "2027-03-28T01:00:00Z", before: 3_600, after: 7_200)
  /// Berlin in autumn 2026: 03:00 becomes 02:00.
  static let autumn = Change(at: "2026-10-25T01:00:00Z", before: 7_200, after: 3_600)

  struct Case: Sendable, CustomTestStringConvertible {
    var cron: String
    var after: String
    var next: [String]
    var zone = CronExpressionTests.utc
    var testDescription: String { "\(cron) after \(after)" }
  }

  @Test(arguments: [
    Case(
      cron: "0 9 * * *", after: "2026-11-21T08:59:59Z",
      next: ["2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z"]),
    Case(cron: "0 9 * * *", after: "2026-11-21T09:00:00Z", next: ["2026-11-22T09:00:00Z"]),
    Case(
      cron: "*/20 8-9 * * *", after: "2026-11-21T08:50:00Z",
      next: ["2026-11-21T09:00:00Z", "2026-11-21T09:20:00Z"]),
    Case(
      cron: "0 0 1 * *", after: "2026-11-21T00:00:00Z",
      next: ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"]),
    Case(cron: "0 0 29 2 *", after: "2026-11-21T00:00:00Z", next: ["2028-02-29T00:00:00Z"]),
    Case(cron: "30 7 * * mon-fri", after: "2026-11-20T08:00:00Z", next: ["2026-11-23T07:30:00Z"]),
    Case(
      cron: "0 12 13 * fri", after: "2026-11-10T00:00:00Z",
      next: ["2026-11-13T12:00:00Z", "2026-11-20T12:00:00Z"]),
    Case(cron: "0 6 * * 0", after: "2026-11-21T00:00:00Z", next: ["2026-11-22T06:00:00Z"]),
    Case(cron: "0 6 * * 7", after: "2026-11-21T00:00:00Z", next: ["2026-11-22T06:00:00Z"]),
    // 02:30 does not exist: it runs when the gap is over, and at its own time the day after.
    Case(
      cron: "30 2 * * *", after: "2027-03-27T12:00:00Z",
      next: ["2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"],
      zone: spring),
    // 02:30 comes twice: it runs the first time only.
    Case(
      cron: "30 2 * * *", after: "2026-10-24T12:00:00Z",
      next: ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
      zone: autumn),
    // Every hour follows the clock, through both of the equal hours.
    Case(
      cron: "0 * * * *", after: "2026-10-24T23:30:00Z",
      next: ["2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"], zone: autumn),
  ])
  func `says when it runs next`(_ example: Case) throws {
    let cron = try CronExpression(example.cron)
    var instant = try #require(Timestamp(rfc3339: example.after))
    for expected in example.next {
      instant = try #require(cron.next(after: instant, offset: example.zone.offset))
      #expect(instant.description == expected)
    }
  }

  @Test(arguments: [
    ("0 9 * *", "expected five fields, found 4"), ("60 9 * * *", "the minute `60` is not between 0 and 59"),
    ("0 9 * * fry", "the day of week `fry` is not between 0 and 7"),
    ("*/0 9 * * *", "the step `0` of the minute is not a positive number"),
    ("0 17-9 * * *", "the hour `17-9` ends before it begins"),
    ("0 0 31 2 *", "no month of these has a day 31"),
  ])
  func `says what is wrong`(text: String, message: String) {
    #expect(throws: LiteralMistake(expected: message)) { try CronExpression(text) }
  }
}
