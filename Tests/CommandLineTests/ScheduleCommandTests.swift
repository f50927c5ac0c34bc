import Foundation
import Testing

/// `bylaw schedule next`, typed as its users type it.
@Suite struct ScheduleCommandTests {
  static let rules = """
    event: night.passed
    ---
    schedule: nightly
    every: "30 2 * * *"
    timezone: America/New_York
    dst: run_once
    emit: night.passed

    """

  static func folder() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("rulebook.yaml", "name: s\nversion: 1.0.0\ncurrency: USD\n")
    try scratch.write("rules.yaml", rules)
    return scratch
  }

  @Test func `lists the next runs over a change of the clock`() throws {
    let scratch = try Self.folder()
    let outcome = try Tool.run(
      "schedule", "next", "2", "--rules", scratch.folder.path, "--from", "2027-03-13T08:00:00Z")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines == [
        "at local timezone schedule remark",
        "2027-03-14T07:00:00Z 2027-03-14 03:00 -04:00 America/New_York schedule/nightly the clock goes from "
          + "02:00 to 03:00 that day; this is the run that was due in between",
        "2027-03-15T06:30:00Z 2027-03-15 02:30 -04:00 America/New_York schedule/nightly",
      ])
  }

  @Test(arguments: [
    (["schedule"], Int32(2), "schedule next"), (["schedule", "next", "none"], 2, "1 to 10,000"),
    (["schedule", "next", "--from", "tomorrow"], 2, "--from is a date"),
    (["schedule", "next", "--name", "nightl"], 3, "did you mean nightly?"),
  ])
  func `says what is wrong`(_ words: [String], _ status: Int32, _ says: String) throws {
    let scratch = try Self.folder()
    let outcome = try Tool.start(words, in: scratch.folder).finish()
    #expect(outcome.status == status)
    #expect((outcome.output + outcome.errors).contains(says), "\(outcome.output)\(outcome.errors)")
  }
}
