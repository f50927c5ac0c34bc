public import CEL

/// A change to one row of the customer model, with its values computed: nothing is left to evaluate.
public struct RowChange: Sendable {
  /// What is done to the row.
  public enum Verb: String, Sendable {
    /// A new row; a row with the same key is an error.
    case insert
    /// A new row, or the given columns of the row with the same key.
    case upsert
    /// The given columns of the row with the key `key`.
    case update
    /// The row with the key `key` goes.
    case delete
  }

  /// What is done to the row with the key `key`.
  public var verb: Verb
  /// The entity whose table changes.
  public var entity: Int
  /// The key of the row; for `insert` and `upsert` it also stands in `values`.
  public var key: Value
  /// Columns and their new values; nil is SQL NULL (missing).
  public var values: [(column: Int, value: Value?)]
  /// The row as it is before an `update` or `delete`, where that is known: what undoing the change takes.
  public var old: [Value?]?

  public init(
    verb: Verb, entity: Int, key: Value, values: [(column: Int, value: Value?)], old: [Value?]? = nil
  ) {
    self.verb = verb
    self.entity = entity
    self.key = key
    self.values = values
    self.old = old
  }
}
