public import RulesEngine
internal import CEL

/// What explaining a decision needs.
extension Store {
  /// A decision by its number, with its event and all actions; nil when there is none.
  public func decision(number: Int64) throws(StorageError) -> DecisionEntry? {
    try requireJournal()
    let find = try database.prepare(
      "SELECT \(Self.eventColumns), \(Self.decisionColumns) FROM \(Self.eventTables) "
        + "JOIN bylaw_decisions d ON d.seq = e.seq JOIN bylaw_definitions r ON r.id = d.rulebook WHERE e.seq = ?1"
    )
    defer { find.reset() }
    find.bind(number, at: 1)
    guard try find.step() else { return nil }
    var entry = try decision(find)
    entry.record.actions = try actions(of: number).map(\.action)
    return entry
  }

  /// The actions of one decision, in order, with how far their delivery is.
  public func actions(of decision: Int64) throws(StorageError) -> [ActionEntry] {
    try requireJournal()
    let (first, overflow) = decision.multipliedReportingOverflow(by: Journal.actionLimit)
    guard !overflow, decision >= 0 else { return [] }
    let find = try database.prepare(
      """
      SELECT \(Self.actionColumns) FROM \(Self.actionTables)
      WHERE o.seq BETWEEN ?1 AND ?2 ORDER BY o.seq
      """)
    defer { find.reset() }
    find.bind(first, at: 1)
    find.bind(first + (Journal.actionLimit - 1), at: 2)
    var actions: [ActionEntry] = []
    while try find.step() { actions.append(Self.action(find)) }
    return actions
  }

  /// The numbers of the events with this id, whatever their source; more than one when sources share ids.
  public func numbers(eventID: String, source: String? = nil) throws(StorageError) -> [Int64] {
    try requireJournal()
    let find = try database.prepare(
      """
      SELECT seq FROM bylaw_inbox WHERE event_id = ?1
      AND source IN (SELECT id FROM bylaw_names WHERE ?2 IS NULL OR name = ?2) ORDER BY seq
      """)
    defer { find.reset() }
    find.bind(eventID, at: 1)
    find.bind(source, at: 2)
    var numbers: [Int64] = []
    while try find.step() { numbers.append(find.integer(0)) }
    return numbers
  }

  /// The events that an event led to by what it emitted, by number.
  public func consequences(of number: Int64) throws(StorageError) -> [EventEntry] {
    try requireJournal()
    // What an event emits follows it in the journal, so nothing before it has to be looked at.
    let find = try database.prepare(
      "SELECT \(Self.eventColumns) FROM \(Self.eventTables) WHERE e.seq > ?1 AND e.cause = ?1 ORDER BY e.seq")
    defer { find.reset() }
    find.bind(number, at: 1)
    var events: [EventEntry] = []
    while try find.step() { events.append(Self.event(find)) }
    return events
  }

  /// The files of a rulebook by its hash, as paths and texts; nil when it is not known.
  public func rulebookFiles(hash: String) throws(StorageError) -> [(path: String, text: String)]? {
    try requireJournal()
    let find = try database.prepare("SELECT files FROM bylaw_definitions WHERE hash = ?1")
    defer { find.reset() }
    find.bind(hash, at: 1)
    guard try find.step() else { return nil }
    let files = try? JSON(parsing: find.octets(0), maxDepth: 8, maxBytes: 1 << 30).arrayValue
    guard let files else { throw .damaged(path, "the files of the rulebook \(hash) cannot be read") }
    return files.compactMap { file in
      guard let pair = file.arrayValue, pair.count == 2, let path = pair[0].stringValue,
        let text = pair[1].stringValue
      else { return nil }
      return (path, text)
    }
  }
}
