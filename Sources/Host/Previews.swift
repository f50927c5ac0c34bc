public import RulesEngine
public import Store

/// Stores to try things out in: nothing of it reaches a database.
public enum Previews {
  /// A copy of a database's customer model in memory, or an empty one.
  public static func store(_ rulebook: Rulebook, database: String?) throws(StorageError) -> Store {
    guard let database else {
      return try Store(path: ":memory:", model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    }
    let original = try Store(
      path: database, model: rulebook.model, currency: rulebook.currency, mode: .readOnly)
    return try original.copyToMemory()
  }
}
