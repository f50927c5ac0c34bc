import CEL
import RulesEngine

/// An aggregate as SQL: built once, run for every key.
///
/// Parameters: 1 the key, 2 and 3 the bounds of the window, where only some rows take part 4 the value they have, then
/// the filter's constants.
final class AggregatePlan {
  let aggregate: Aggregate
  /// The value that rows must have to take part, for the request at hand.
  var only: Value?
  let table: Table
  /// Gives the number of rows that are in, and of those that only the program can judge.
  private(set) var counting: Statement?
  /// Gives the candidates: the verdict, then the columns `scanned`.
  let scanning: Statement
  /// The columns that a candidate brings, by their position in the entity.
  let scanned: [Int]
  /// Gives the candidates of all keys: the key, the verdict, then the columns `scanned`. Prepared when first used.
  private var scanningAll: Statement?
  /// Whether the bounds of the window are in the SQL; otherwise they are checked row by row.
  let windowIsInSQL: Bool

  init(_ aggregate: Aggregate, _ table: Table, _ database: Database, _ currency: Currency)
    throws(StorageError)
  {
    self.aggregate = aggregate
    self.table = table
    windowIsInSQL = aggregate.within != nil && table.isOwn
    let filter = aggregate.filter.map {
      FilterSQL($0, table: table, currency: currency, firstParameter: Self.firstConstant(aggregate))
    }
    scanned = Self.scannedColumns(aggregate, table, windowIsInSQL)
    let key = "\(table.columns[aggregate.by].sql) = ?1"
    let source = Self.source(aggregate, table, windowIsInSQL, where: key)
    scanning = try database.prepare(Self.scan(aggregate, table, filter, scanned, source))
    filter?.bindConstants(to: scanning)
    let countsInSQL = aggregate.within == nil || windowIsInSQL
    if aggregate.function == .count, countsInSQL, filter == nil || filter?.verdict != nil {
      counting = try database.prepare(Self.count(filter?.verdict, source))
      if let counting { filter?.bindConstants(to: counting) }
    }
  }

  /// The statement that gives the candidates of all keys, those of one key together and in the order of a single one.
  func scanAll(_ database: Database, _ currency: Currency) throws(StorageError) -> Statement {
    if let scanningAll { return scanningAll }
    let filter = aggregate.filter.map {
      FilterSQL($0, table: table, currency: currency, firstParameter: Self.firstConstant(aggregate))
    }
    let by = table.columns[aggregate.by].sql
    let verdict = filter.map { $0.verdict ?? "NULL" } ?? "1"
    let columns = ([by, verdict] + scanned.map { table.columns[$0].sql }).joined(separator: ", ")
    // The first parameter is the key of a single one; here it only has to stand somewhere.
    let source = Self.source(aggregate, table, windowIsInSQL, where: "\(by) IS NOT NULL AND ?1 IS NULL")
    let condition = filter?.verdict.map { " AND \($0) IS NOT 0" } ?? ""
    let order = Self.dependsOnOrder(aggregate, table) ? "\(by), \(table.key.sql)" : by
    let made = try database.prepare("SELECT \(columns) \(source)\(condition) ORDER BY \(order)")
    filter?.bindConstants(to: made)
    scanningAll = made
    return made
  }

  private static func source(
    _ aggregate: Aggregate, _ table: Table, _ windowIsInSQL: Bool, where key: String
  ) -> String {
    var text = "FROM \(table.sql) WHERE \(key)"
    if windowIsInSQL, let window = aggregate.within {
      let of = table.columns[window.of].sql
      text += " AND \(of) > ?2 AND \(of) <= ?3"
    }
    // The plus keeps SQLite from looking through all rows of a tenant: those of one key are fewer.
    if let only = aggregate.only {
      text += " AND \(table.isOwn ? "+" : "")\(table.columns[only.column].sql) = ?4 COLLATE BINARY"
    }
    return text
  }

  private static func firstConstant(_ aggregate: Aggregate) -> Int { aggregate.only == nil ? 4 : 5 }

  private static func count(_ verdict: String?, _ source: String) -> String {
    guard let verdict else { return "SELECT count(*), 0 \(source)" }
    return "SELECT count(*) FILTER (WHERE \(verdict)), count(*) FILTER (WHERE \(verdict) IS NULL) \(source)"
  }

  private static func scan(
    _ aggregate: Aggregate, _ table: Table, _ filter: FilterSQL?, _ scanned: [Int], _ source: String
  ) -> String {
    let verdict = filter.map { $0.verdict ?? "NULL" } ?? "1"
    let columns = ([verdict] + scanned.map { table.columns[$0].sql }).joined(separator: ", ")
    let condition = filter?.verdict.map { " AND \($0) IS NOT 0" } ?? ""
    let ordered = dependsOnOrder(aggregate, table)
    return "SELECT \(columns) \(source)\(condition)" + (ordered ? " ORDER BY \(table.key.sql)" : "")
  }

  /// Whether the order of the rows may show: in a sum of doubles, a list, the scale of an amount.
  private static func dependsOnOrder(_ aggregate: Aggregate, _ table: Table) -> Bool {
    switch aggregate.function {
    case .count, .exists: return false
    case .min, .max:
      let plain: [Encoding] = [.timestamp, .int, .uint, .bool, .duration, .string]
      return !(aggregate.field.map { plain.contains(table.columns[$0].encoding) } ?? false)
    default: return true
    }
  }

  private static func scannedColumns(
    _ aggregate: Aggregate, _ table: Table, _ windowIsInSQL: Bool
  ) -> [Int] {
    var columns: [Int] = []
    if let field = aggregate.field { columns.append(field) }
    if let window = aggregate.within, !windowIsInSQL { columns.append(window.of) }
    for slot in aggregate.filter?.program.slots ?? [] {
      guard let filter = aggregate.filter, filter.columns.indices.contains(slot) else { continue }
      if let column = filter.columns[slot] { columns.append(column) }
    }
    var seen: Set<Int> = []
    return columns.filter { seen.insert($0).inserted }
  }
}
