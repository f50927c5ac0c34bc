import CEL
import RulesEngine

extension Journal {
  func addTally(_ tally: Tally) throws(StorageError) {
    let name = try id(of: tally.name)
    if let oldest = tally.at.subtracting(tally.keep) {
      let prune = try statement(.pruneTally)
      prune.bind(name, at: 1)
      prune.bind(tally.key, at: 2)
      prune.bind(oldest.microseconds, at: 3)
      try prune.run()
    }
    let add = try statement(.addTally)
    add.bind(name, at: 1)
    add.bind(tally.key, at: 2)
    add.bind(tally.at.microseconds, at: 3)
    add.bind(tally.amount == Decimal(1) ? nil : tally.amount.description, at: 4)
    try add.run()
  }

  func tally(name: String, key: String, since: Timestamp) throws(StorageError) -> TallyTotal {
    var total = TallyTotal()
    guard let id = try existingID(of: name) else { return total }
    let read = try statement(.readTally)
    defer { read.reset() }
    read.bind(id, at: 1)
    read.bind(key, at: 2)
    read.bind(since.microsecondsRoundedUp, at: 3)
    while try read.step() {
      guard let amount = read.isNull(1) ? Decimal(1) : Decimal(read.text(1)) else {
        throw .damaged(database.path, "an entry of the tally \(name) is not a number")
      }
      try total.add(amount, at: Timestamp(microseconds: read.integer(0)))
    }
    return total
  }

  func mark(name: String, key: String) throws(StorageError) -> String? {
    guard let id = try existingID(of: name) else { return nil }
    let find = try statement(.findMark)
    defer { find.reset() }
    find.bind(id, at: 1)
    find.bind(key, at: 2)
    return try find.step() ? find.text(0) : nil
  }

  func setMark(name: String, key: String, to value: String?) throws(StorageError) {
    let id = try id(of: name)
    let set = try statement(value == nil ? .dropMark : .setMark)
    set.bind(id, at: 1)
    set.bind(key, at: 2)
    if let value { set.bind(value, at: 3) }
    try set.run()
  }
}
