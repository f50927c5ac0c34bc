import CEL
import RulesEngine

extension Journal {
  func atomically<Result>(_ body: () throws(ProcessingError) -> Result) throws(ProcessingError) -> Result {
    database.undo.begin()
    let result: Result
    do {
      // Without a transaction around it, nothing else would hold its writes together.
      if !database.isInTransaction { try savepoint() }
      result = try body()
    } catch {
      // A store that failed says more than what follows from it.
      do { try takeBack() } catch let consequence {
        if case .storage = error { throw error }
        throw .storage(consequence)
      }
      throw error
    }
    guard database.undo.keep() else { return result }
    do { try statement(.release).run() } catch { throw .storage(error) }
    return result
  }

  private func savepoint() throws(ProcessingError) {
    do { try database.makeSavepoint() } catch { throw .storage(error) }
  }

  private func takeBack() throws(StorageError) {
    let undone = database.undo.discard()
    forget()
    guard database.isInTransaction else {
      throw StorageError(
        .other, "\(database.path) ended the transaction after a failure; the step has to be done again")
    }
    if undone.hasSavepoint {
      try statement(.rollbackToSavepoint).run()
      try statement(.release).run()
    }
    database.undo.isTakingBack = true
    defer { database.undo.isTakingBack = false }
    for inverse in undone.inverses { try take(back: inverse) }
  }

  private func take(back inverse: UndoLog.Inverse) throws(StorageError) {
    switch inverse {
    case .event(let number): try delete(.removeEvent, number, number)
    case .decision(let number, let actions):
      try delete(.removeDecision, number, number)
      let first = number * Self.actionLimit
      if actions > 0 { try delete(.removeActions, first, first + Int64(actions)) }
    case .row(let change, let old): try database.undoRow?(change, old)
    }
  }

  private func delete(_ which: JournalSQL, _ first: Int64, _ last: Int64) throws(StorageError) {
    let remove = try statement(which)
    remove.bind(first, at: 1)
    remove.bind(last, at: 2)
    try remove.run()
  }
}
