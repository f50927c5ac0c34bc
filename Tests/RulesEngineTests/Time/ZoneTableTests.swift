import CEL
import FoundationEssentials
@testable import RulesEngine
import Testing

/// Offsets, local times and runs of schedules are what Python's zoneinfo says; see `Tests/Data/time/zones.py`.
@Suite struct ZoneTableTests {
  static func rows(_ file: String) -> [[Substring]] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Data/time/\(file)")
    let content = FileManager.default.contents(atPath: folder.path()) ?? Data()
    return String(decoding: content, as: UTF8.self).split(separator: "\n").map { $0.split(separator: "\t") }
  }

  static func zone(_ name: Substring) throws -> Zone {
    try #require(ZoneDatabase.system.zone(named: String(name)))
  }

  @Test func `offsets and local times are those of the tables`() throws {
    let rows = Self.rows("zones.tsv")
    #expect(rows.count > 1_500)
    var kinds: [Substring: Int] = [:]
    for row in rows {
      let zone = try Self.zone(row[1])
      let second = try #require(Int64(row[2]))
      if row[0] == "offset" {
        let instant = try #require(Timestamp(seconds: second))
        #expect(zone.offset(at: instant) == Int(row[3]), "\(row)")
        continue
      }
      kinds[row[3], default: 0] += 1
      let expected = row[4...].compactMap { Int64($0).flatMap { Timestamp(seconds: $0) } }
      for found in [zone.resolve(localSeconds: second), LocalTime(offset: zone.offset).resolve(second)] {
        switch found {
        case .unique(let instant): #expect(row[3] == "unique" && expected == [instant], "\(row)")
        case .gap(let instant): #expect(row[3] == "gap" && expected == [instant], "\(row)")
        case .twice(let first, let second):
          #expect(row[3] == "twice" && expected == [first, second], "\(row)")
        case .outOfRange: Issue.record("\(row)")
        }
      }
    }
    #expect(kinds.allSatisfy { $0.value >= 200 } && kinds.count == 3)
  }

  @Test func `schedules run when the tables say`() throws {
    let rows = Self.rows("cron.tsv")
    #expect(rows.count > 1_000)
    for row in rows {
      let zone = try Self.zone(row[0])
      let cron = try CronExpression(String(row[1]))
      let policy = try #require(DaylightPolicy(rawValue: String(row[2])))
      let after = try #require(Int64(row[3]).flatMap { Timestamp(seconds: $0) })
      let expected = try #require(Int64(row[4]).flatMap { Timestamp(seconds: $0) })
      let next = cron.next(after: after, policy, offset: zone.offset)
      #expect(next == expected, "\(row)")
      // Backwards it is the latest one up to its own instant, and there is none between.
      let back = cron.runs(until: expected, from: after, limit: 10, policy, offset: zone.offset)
      #expect(back.filter { $0 > after } == [expected], "\(row)")
    }
  }
}
