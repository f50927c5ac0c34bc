import RulesEngine

/// From where on events are remembered by the expressions that waits compare.
extension Journal {
  func correlationStart(type: String, expression: String) throws(StorageError) -> Int64? {
    guard let type = try existingID(of: type), let expression = try existingID(of: expression) else {
      return nil
    }
    let find = try statement(.correlationStart)
    defer { find.reset() }
    find.bind(type, at: 1)
    find.bind(expression, at: 2)
    return try find.step() ? find.integer(0) : nil
  }

  func setCorrelationStart(type: String, expression: String, to number: Int64) throws(StorageError) {
    let (type, expression) = (try id(of: type), try id(of: expression))
    let set = try statement(.setCorrelationStart)
    set.bind(type, at: 1)
    set.bind(expression, at: 2)
    set.bind(number, at: 3)
    try set.run()
  }

  func events(type: String, after: Int64, through: Int64) throws(StorageError) -> [Int64] {
    guard let type = try existingID(of: type) else { return [] }
    let find = try statement(.eventsOfType)
    find.bind(type, at: 1)
    find.bind(after, at: 2)
    find.bind(through, at: 3)
    return try numbers(find)
  }

  /// A rulebook begins to decide: events that come from now on are remembered by its expressions, and by no others.
  func begin(_ correlations: [CorrelationName]) throws(StorageError) {
    var known: [CorrelationName] = []
    let find = try statement(.correlationStarts)
    while try find.step() { known.append(CorrelationName(event: find.text(0), expression: find.text(1))) }
    find.reset()
    for gone in known where !correlations.contains(gone) {
      let drop = try statement(.dropCorrelationStart)
      drop.bind(try id(of: gone.event), at: 1)
      drop.bind(try id(of: gone.expression), at: 2)
      try drop.run()
    }
    let last = try database.integer("SELECT max(seq) FROM bylaw_inbox") ?? 0
    for new in correlations where !known.contains(new) {
      try setCorrelationStart(type: new.event, expression: new.expression, to: last)
    }
  }
}
