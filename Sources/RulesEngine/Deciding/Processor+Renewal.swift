internal import CEL

extension Processor {
  /// Moves the timers that wait in business time, when a calendar or the time zone data is not what it was.
  func renewWaits() throws(StorageError) {
    let own = rulebook.tenants.sorted { $0.key < $1.key }.flatMap { tenant, rules in
      rules.calendars.values.filter { $0.fingerprint != rulebook.calendars[$0.name]?.fingerprint }.map {
        "\(TenantName.kept($0.name, of: tenant)) \($0.fingerprint)"
      }
    }
    let current = (rulebook.calendars.values.map { "\($0.name) \($0.fingerprint)" } + own).sorted()
    let fingerprint = current.isEmpty ? "" : SHA256.hex(Array(current.joined(separator: "\n").utf8))
    let mark = (name: "bylaw", key: "calendars")
    guard try storage.mark(name: mark.name, key: mark.key) ?? "" != fingerprint else { return }
    var number: Int64 = 0
    while let last = try renewWaits(after: number) { number = last }
    try storage.setMark(name: mark.name, key: mark.key, to: fingerprint)
    hasChangedTimers = true
  }

  /// Moves some timers; returns the number of the last one looked at, or nil when there are no more.
  private func renewWaits(after number: Int64) throws(StorageError) -> Int64? {
    let page = try storage.timersWithSpec(after: number, limit: 500)
    for (_, timer) in page {
      guard let spec = timer.spec.flatMap({ WaitSpec($0) }), let wait = spec.business,
        let calendar = rulebook.rulebook(for: TenantName.split(timer.name).tenant).calendars[wait.calendar],
        let due = try? calendar.after(spec.from, wait.length).adding(spec.grace), due != timer.fireAt
      else { continue }
      var moved = timer
      moved.fireAt = due
      try storage.arm(moved)
    }
    return page.last?.number
  }
}
