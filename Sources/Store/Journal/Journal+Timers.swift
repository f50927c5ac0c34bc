import CEL
import RulesEngine

extension Journal {
  func arm(_ timer: Timer) throws(StorageError) {
    let name = try id(of: timer.name)
    let arm = try statement(.arm)
    arm.bind(name, at: 1)
    arm.bind(timer.key, at: 2)
    // Rounded up: a timer never fires early.
    arm.bind(timer.fireAt.microsecondsRoundedUp, at: 3)
    arm.bind(utf8: timer.event, at: 4)
    arm.bind(timer.spec, at: 5)
    arm.bind(Int64(timer.priority), at: 6)
    try arm.run()
  }

  func disarm(name: String, key: String) throws(StorageError) -> Bool {
    guard let name = try existingID(of: name) else { return false }
    let disarm = try statement(.disarm)
    disarm.bind(name, at: 1)
    disarm.bind(key, at: 2)
    try disarm.run()
    return database.changes > 0
  }

  func timer(name: String, key: String) throws(StorageError) -> Timer? {
    guard let name = try existingID(of: name) else { return nil }
    let find = try statement(.findTimer)
    defer { find.reset() }
    find.bind(name, at: 1)
    find.bind(key, at: 2)
    return try find.step() ? timer(find) : nil
  }

  func nextTimer(until instant: Timestamp) throws(StorageError) -> Timer? {
    let find = try statement(.dueTimer)
    defer { find.reset() }
    find.bind(instant.microseconds, at: 1)
    return try find.step() ? timer(find) : nil
  }

  private func timer(_ row: Statement) -> Timer {
    Timer(
      name: row.text(0), key: row.text(1), fireAt: Timestamp(microseconds: row.integer(2)),
      event: row.octets(3), spec: row.optionalText(4), priority: Int(row.integer(5)))
  }

  func timersWithSpec(after number: Int64, limit: Int) throws(StorageError) -> [(number: Int64, timer: Timer)]
  {
    let find = try statement(.timersWithSpec)
    defer { find.reset() }
    find.bind(number, at: 1)
    find.bind(Int64(limit), at: 2)
    var found: [(number: Int64, timer: Timer)] = []
    while try find.step() { found.append((find.integer(6), timer(find))) }
    return found
  }
}
