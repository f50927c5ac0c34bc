import CEL
import RulesEngine

/// The durable record of events, decisions, actions, timers and what else the engine remembers.
final class Journal {
  let database: Database
  private var statements: [Statement?]
  private var nameIDs: [OctetText: Int64] = [:]
  private var definitionIDs: [OctetText: Int64] = [:]
  /// The rulebook of the last decision, which is nearly always that of the next.
  private var lastDefinition: (hash: OctetText, id: Int64)?

  /// The most names whose numbers are kept in memory.
  private static let nameLimit = 10_000

  init(_ database: Database) {
    self.database = database
    statements = Array(repeating: nil, count: JournalSQL.allCases.count)
  }

  func statement(_ which: JournalSQL) throws(StorageError) -> Statement {
    if let made = statements[which.rawValue] { return made }
    let made = try database.prepare(which.text)
    if which.isNoted { _ = made.isNoted() }
    if which.isBoundAnew { _ = made.boundAnew() }
    statements[which.rawValue] = made
    return made
  }

  /// The number that stands for a name, given to it when it is new.
  func id(of name: String) throws(StorageError) -> Int64 {
    if let known = try existingID(of: name) { return known }
    let add = try statement(.addName)
    add.bind(name, at: 1)
    try add.run()
    return keep(database.lastInsertedID, for: name)
  }

  /// The number that stands for a name; nil when nothing was ever called so.
  func existingID(of name: String) throws(StorageError) -> Int64? {
    if let known = nameIDs[OctetText(name)] { return known }
    let find = try statement(.findName)
    defer { find.reset() }
    find.bind(name, at: 1)
    return try find.step() ? keep(find.integer(0), for: name) : nil
  }

  private func keep(_ id: Int64, for name: String) -> Int64 {
    if nameIDs.count >= Self.nameLimit { nameIDs.removeAll(keepingCapacity: true) }
    nameIDs[OctetText(name)] = id
    return id
  }

  /// Forgets numbers that were given since the last commit and may be gone now.
  func forget() {
    nameIDs.removeAll(keepingCapacity: true)
    definitionIDs.removeAll(keepingCapacity: true)
    lastDefinition = nil
  }
}

// MARK: Transactions

extension Journal {
  func begin() throws(StorageError) { try statement(.begin).run() }

  func commit() throws(StorageError) {
    database.undo.clear()
    do {
      try statement(.commit).run()
    } catch {
      rollback()
      throw error
    }
  }

  func rollback() {
    database.undo.clear()
    forget()
    // SQLite has already rolled back after some failures; there is nothing left to undo then.
    guard database.isInTransaction else { return }
    try? statement(.rollback).run()
  }
}

// MARK: Rulebooks

extension Journal {
  /// The number of the rulebook with this hash, added without its files when it is not known yet.
  func definition(hash: String) throws(StorageError) -> Int64 {
    if let lastDefinition, lastDefinition.hash == OctetText(hash) { return lastDefinition.id }
    let id = try knownDefinition(hash)
    lastDefinition = (OctetText(hash), id)
    return id
  }

  private func knownDefinition(_ hash: String) throws(StorageError) -> Int64 {
    if let known = definitionIDs[OctetText(hash)] { return known }
    let id: Int64
    if let found = try findDefinition(hash) {
      id = found
    } else {
      id = try addDefinition(hash, files: Array("[]".utf8), at: nil)
    }
    definitionIDs[OctetText(hash)] = id
    return id
  }

  /// Keeps the files of a rulebook, so that its decisions can be explained later.
  func remember(hash: String, files: [(path: String, text: String)], at: Timestamp?) throws(StorageError) {
    var writer = JSONWriter()
    writer.beginArray()
    for file in files {
      writer.beginArray()
      writer.string(file.path)
      writer.string(file.text)
      writer.endArray()
    }
    writer.endArray()
    guard let known = try findDefinition(hash) else {
      _ = try addDefinition(hash, files: writer.octets, at: at)
      return
    }
    let update = try statement(.setDefinitionFiles)
    update.bind(known, at: 1)
    update.bind(utf8: writer.octets, at: 2)
    try update.run()
  }

  private func findDefinition(_ hash: String) throws(StorageError) -> Int64? {
    let find = try statement(.findDefinition)
    defer { find.reset() }
    find.bind(hash, at: 1)
    return try find.step() ? find.integer(0) : nil
  }

  private func addDefinition(_ hash: String, files: [UInt8], at: Timestamp?) throws(StorageError) -> Int64 {
    let add = try statement(.addDefinition)
    add.bind(hash, at: 1)
    add.bind(utf8: files, at: 2)
    add.bind(at?.microseconds, at: 3)
    try add.run()
    return database.lastInsertedID
  }
}
