import CEL
import RulesEngine
import Testing

@testable import Store

@Suite struct JournalTests {
  @Test("an event is admitted once")
  func admission() throws {
    let store = try Shop.store()
    #expect(try store.admit(event("e1")) == .new(1))
    #expect(try store.admit(event("e1")) == .duplicate)
    #expect(try store.admit(event("e1", source: "other")) == .new(2))
    #expect(try store.admit(event("E1")) == .new(3))
    #expect(try store.admit(event("e1", at: Timestamp(microseconds: 5))) == .duplicate, "only `at` differs")
  }

  @Test(
    "the same id with other content is a conflict",
    arguments: [
      event("e1", type: "order.paid"), event("e1", subject: "c2"), event("e1", subject: nil),
      event("e1", tenant: "t"), event("e1", time: Timestamp(microseconds: 1)), event("e1", data: "{}"),
    ])
  func conflict(_ other: InboxEvent) throws {
    let store = try Shop.store()
    _ = try store.admit(event("e1"))
    #expect(try store.admit(other) == .conflict)
  }

  @Test("ids that only look alike are two events")
  func octets() throws {
    let store = try Shop.store()
    #expect(try store.admit(event("\u{E9}")) == .new(1))
    #expect(try store.admit(event("e\u{301}")) == .new(2))
    #expect(try store.admit(event("x", source: "\u{E9}")) == .new(3))
    #expect(try store.admit(event("x", source: "e\u{301}")) == .new(4))
  }

  @Test("an input is parked once for each code")
  func deadLetters() throws {
    let store = try Shop.store()
    for code in ["E0101", "E0101", "E0102"] {
      try store.deadLetter(
        DeadLetter(
          code: code, message: "bad", payload: Array(repeating: 7, count: 70_000), length: 70_000,
          digest: "d1",
          origin: "x:1", at: noon))
    }
    var letters: [DeadLetterEntry] = []
    try store.deadLetters(LogFilter(newestFirst: false)) {
      letters.append($0)
      return true
    }
    #expect(letters.map(\.letter.code) == ["E0101", "E0102"])
    #expect(letters[0].letter.payload.count == 65_536)
    #expect(letters[0].letter.length == 70_000)
  }

  @Test("of a step that fails nothing stays, and what was before it does")
  func atomically() throws {
    let store = try Shop.store()
    try store.begin()
    try Shop.insert(store, "o1", [:])
    #expect(throws: ProcessingError.self) {
      try store.atomically { () throws(ProcessingError) in
        try storing { () throws(StorageError) in
          try store.write(RowChange(verb: .insert, entity: Shop.order, key: "o2", values: []))
          _ = try store.admit(event("gone", source: "a new source", type: "a.new.type"))
        }
        throw .refused(code: "E1", message: "no")
      }
    }
    try store.atomically { () throws(ProcessingError) in
      try store.atomically { () throws(ProcessingError) in
        try storing { () throws(StorageError) in
          try store.write(RowChange(verb: .insert, entity: Shop.order, key: "o3", values: []))
        }
      }
    }
    // The names that were undone get new numbers.
    _ = try store.admit(event("kept", source: "another source", type: "order.paid"))
    _ = try store.admit(event("kept", source: "a new source", type: "a.new.type"))
    try store.commit()
    #expect(try store.rows(RowQuery(entity: Shop.order), now: noon).map { $0[0] } == ["o1", "o3"])
    var events: [EventEntry] = []
    try store.events(LogFilter(newestFirst: false)) {
      events.append($0)
      return true
    }
    #expect(events.map(\.event.source) == ["another source", "a new source"])
    #expect(events.map(\.event.type) == ["order.paid", "a.new.type"])
  }

  @Test("a rollback takes everything back")
  func rollback() throws {
    let store = try Shop.store()
    try store.begin()
    _ = try store.admit(event("e1", source: "s1"))
    store.rollback()
    store.rollback()
    try store.begin()
    #expect(try store.admit(event("e1", source: "s2")) == .new(1))
    #expect(try store.admit(event("e1", source: "s1")) == .new(2))
    try store.commit()
  }

  @Test("timers fire by due time, then number, never early")
  func timers() throws {
    let store = try Shop.store()
    func timer(_ name: String, _ key: String, _ at: Timestamp) -> Timer {
      Timer(name: name, key: key, fireAt: at, event: Array("{}".utf8))
    }
    let later = Timestamp(microseconds: noon.microseconds + 1)
    try store.arm(timer("b", "1", later))
    try store.arm(timer("a", "1", noon))
    try store.arm(timer("a", "2", noon))
    #expect(try store.nextTimer(until: Timestamp(microseconds: noon.microseconds - 1))?.name == nil)
    #expect(try store.nextTimer(until: noon)?.key == "1")
    #expect(try store.disarm(name: "a", key: "1"))
    #expect(try !store.disarm(name: "a", key: "1"))
    #expect(try !store.disarm(name: "never", key: "1"))
    #expect(try store.nextTimer(until: noon)?.key == "2")
    try store.arm(timer("a", "2", Timestamp(microseconds: later.microseconds + 1)))
    #expect(try store.nextTimer(until: later)?.name == "b")
    #expect(try store.timer(name: "a", key: "2")?.fireAt.microseconds == later.microseconds + 1)
    #expect(try store.timer(name: "a", key: "3")?.name == nil)
    try store.arm(timer("c", "1", Timestamp(seconds: noon.seconds, nanoseconds: 1)!))
    #expect(try store.nextTimer(until: noon)?.name == nil, "a fraction of a microsecond is not early")
  }

  @Test("scores and segments of rows")
  func derived() throws {
    let store = try Shop.store()
    #expect(try store.score("health", key: "c1") == nil)
    try store.setScore("health", key: "c1", to: StoredScore(value: 0.1, band: "low"))
    try store.setScore("health", key: "c1", to: StoredScore(value: 72.5, band: nil))
    #expect(try store.score("health", key: "c1") == StoredScore(value: 72.5, band: nil))
    #expect(try store.score("health", key: 1) == nil)
    for name in ["vip", "b", "é"] {
      try store.setMembership(segment: name, entity: 0, key: "c1", isMember: true, at: noon)
    }
    try store.setMembership(segment: "b", entity: 0, key: "c1", isMember: false, at: noon)
    try store.setMembership(segment: "vip", entity: 0, key: "c1", isMember: true, at: noon)
    #expect(try store.segments(entity: 0, key: "c1") == ["vip", "é"])
    #expect(try store.segments(entity: 1, key: "c1") == [])
    #expect(
      storageError { try store.setScore("h", key: "c1", to: StoredScore(value: .nan, band: nil)) } != nil)
  }

  @Test("the clock goes on from the last instant")
  func clock() throws {
    let store = try Shop.store()
    #expect(try store.lastInstant() == nil)
    _ = try store.admit(event("e1"))
    #expect(try store.lastInstant() == noon)
    let later = Timestamp(rfc3339: "2026-12-01T00:00:00Z")!
    try store.setClock(later)
    #expect(try store.lastInstant() == later)
    try store.setNote("zones", to: "2026b")
    #expect(try store.note("zones") == "2026b")
    #expect(try store.note("nothing") == nil)
  }
}
