import CEL
import RulesEngine
import Store
import Testing

@Suite struct SnapshotTests {
  let folder = TemporaryFolder()

  @Test("what is tried out on a copy changes nothing")
  func copies() throws {
    let path = folder.file("a.db")
    let store = try Shop.store(path)
    try Shop.insert(store, "o1", ["total": dollars("1.00")])
    _ = try store.admit(event("e1"))
    try store.begin()
    try Shop.insert(store, "o2", [:])
    let reader = try Store(path: path, model: Shop.model(), currency: usd, mode: .readOnly)
    let copy = try reader.copyToMemory()
    #expect(try copy.admit(event("e1")) == .duplicate)
    try copy.begin()
    #expect(try copy.admit(event("e2")) == .new(2))
    try Shop.insert(copy, "o3", ["total": dollars("2.00")])
    try copy.commit()
    let sum = try Shop.aggregate(.sum, "total", if: "row.total > 0.50")
    #expect(try copy.aggregate(sum, key: "c1", now: noon) == dollars("3.00"))
    try store.commit()
    #expect(try store.rows(RowQuery(entity: Shop.order), now: noon).map { $0[0] } == ["o1", "o2"])
    #expect(try copy.rows(RowQuery(entity: Shop.order), now: noon).map { $0[0] } == ["o1", "o3"])
  }

  @Test("a database without a journal can be tried out, and says so when its log is read")
  func withoutJournal() throws {
    let path = folder.file("a.db")
    folder.write([], to: "a.db")
    let reader = try Store(path: path, model: Shop.model(), currency: usd, mode: .readOnly)
    #expect(storageError { _ = try reader.status() }?.message.contains("has no journal") == true)
    #expect(try reader.copyToMemory().status().events == 0)
  }
}
