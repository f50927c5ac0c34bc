import CEL
import RulesEngine

extension Journal {
  func meta(_ key: String) throws(StorageError) -> String? {
    let get = try statement(.getMeta)
    defer { get.reset() }
    get.bind(key, at: 1)
    return try get.step() ? get.optionalText(0) : nil
  }

  func setMeta(_ key: String, to value: String) throws(StorageError) {
    let set = try statement(.setMeta)
    set.bind(key, at: 1)
    set.bind(value, at: 2)
    try set.run()
  }

  /// The latest instant that anything was processed at; nil before the first.
  func lastInstant() throws(StorageError) -> Timestamp? {
    let event = try database.integer("SELECT at FROM bylaw_inbox ORDER BY seq DESC LIMIT 1")
    let clock = try meta("clock").flatMap { Int64($0) }
    return [event, clock].compactMap { $0 }.max().map { Timestamp(microseconds: $0) }
  }

  /// Keeps how far the clock has come, so that it does not go back over a restart.
  func setClock(_ instant: Timestamp) throws(StorageError) {
    try setMeta("clock", to: String(instant.microseconds))
  }
}
