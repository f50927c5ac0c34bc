public import CEL

/// A derived value of an entity: `completed_services: { count: services, if: row.status == "completed" }`.
public struct Fact: Sendable {
  /// The name in expressions: `lifetime_value` in `customer.lifetime_value`.
  public var name: String
  /// The type its value has in expressions.
  public var type: ValueType
  /// How its value is found.
  public var source: Source

  public init(name: String, type: ValueType, source: Source) {
    self.name = name
    self.type = type
    self.source = source
  }

  /// Where a fact's value comes from.
  public enum Source: Sendable {
    /// Computed over related rows by the store.
    case aggregate(Aggregate)
    /// Computed from the entity's other fields and facts; the program reads the entity's own slots.
    case value(Program)
    /// The weighted score at this position of the model.
    case score(Int)
    /// The band of the score at this position of the model.
    case band(Int)
    /// The names of the segments the entity is in.
    case segments
  }
}

/// A computation over the related rows of one entity.
///
/// Sums and averages are exact: decimals and money are added as decimals, never as binary floating point.
public struct Aggregate: Sendable {
  /// What is computed over the rows; `list` gives the values in the order of the rows' keys.
  public enum Function: String, Sendable, CaseIterable { case count, sum, min, max, avg, list, exists }

  /// Its number, unique in a model: what a store caches a prepared statement under.
  public var id: Int
  /// What is computed.
  public var function: Function
  /// The entity whose rows are counted.
  public var entity: Int
  /// The column that holds the key of the entity the fact belongs to.
  public var by: Int
  /// The column that is summed, listed and so on; nil for `count` and `exists`.
  public var field: Int?
  /// Which rows take part.
  public var filter: RowFilter?
  /// Only rows whose column `of` lies in the time `(now - length, now]`.
  public var within: Window?
  /// Takes part only what has a value in a column; nil for all rows.
  public var only: Only?

  public init(
    id: Int, function: Function, entity: Int, by: Int, field: Int? = nil, filter: RowFilter? = nil,
    within: Window? = nil
  ) {
    self.id = id
    self.function = function
    self.entity = entity
    self.by = by
    self.field = field
    self.filter = filter
    self.within = within
  }

  /// A value that a column of text must have.
  public struct Only: Sendable {
    /// The position of the column.
    public var column: Int
    /// What it must hold.
    public var value: Value

    public init(column: Int, value: Value) {
      self.column = column
      self.value = value
    }
  }

  /// A sliding window of time over a timestamp column.
  public struct Window: Sendable {
    /// How far it reaches into the past.
    public var length: Duration
    /// The position of the timestamp column that says when a row happened.
    public var of: Int

    public init(length: Duration, of: Int) {
      self.length = length
      self.of = of
    }
  }
}

/// A condition over the columns of one row, as `row.<column>`.
///
/// The program reads slot `i` for the column `columns[i]`. What of `program.form` a store can say in its own
/// language it may push down; a row is in when the program's verdict is true.
public struct RowFilter: Sendable {
  /// The condition.
  public var program: Program
  /// The column each slot of the program reads; nil for slots that are not columns (`now`).
  public var columns: [Int?]

  public init(program: Program, columns: [Int?]) {
    self.program = program
    self.columns = columns
  }
}
