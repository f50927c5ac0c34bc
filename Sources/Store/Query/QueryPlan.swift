import CEL
import RulesEngine

/// Which prepared query a request without a filter uses.
struct QueryPlanKey: Hashable {
  let entity: Int
  let columns: [Int]
  let missing: [Bool]
  let keysOnly: Bool
}

/// A query for rows as SQL. Parameters: one for each equality that has a value, then the filter's constants.
final class QueryPlan {
  let statement: Statement

  init(_ query: RowQuery, _ table: Table, _ database: Database, _ currency: Currency) throws(StorageError) {
    var conditions: [String] = []
    var parameter = 0
    for (index, value) in query.equal {
      if value != nil { parameter += 1 }
      // Whatever else is asked for leaves fewer rows than whose they are: the plus keeps SQLite from searching by that.
      let isOwner = table.isOwn && index == table.entity.tenant && query.equal.count > 1 && value != nil
      let condition = Self.condition(table.columns[index], value, parameter, table)
      conditions.append(isOwner ? "+\(condition)" : condition)
    }
    let filter = query.filter.map {
      FilterSQL($0, table: table, currency: currency, firstParameter: parameter + 1)
    }
    if let verdict = filter?.verdict { conditions.append("\(verdict) IS NOT 0") }
    let verdict = query.filter == nil ? "1" : filter?.verdict ?? "NULL"
    let suffix = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let columns = query.keysOnly ? table.key.sql : table.columnList
    statement = try database.prepare(
      "SELECT \(verdict), \(columns) FROM \(table.sql)\(suffix) ORDER BY \(table.key.sql)")
    filter?.bindConstants(to: statement)
  }

  /// An equality in SQL. Where only the decoded value tells, every row is taken; the parameter has to stand somewhere.
  private static func condition(
    _ column: Column, _ value: Value?, _ parameter: Int, _ table: Table
  ) -> String {
    let anything = "?\(parameter) IS NOT NULL"
    guard value != nil else { return "\(column.sql) IS NULL" }
    guard table.isOwn else {
      return column.encoding == .string || column.encoding == .int
        ? "\(column.sql) = ?\(parameter)" : anything
    }
    switch column.encoding {
    case .decimal: return "bylaw_decimal(\(column.sql), ?\(parameter)) = 0"
    case .money: return "bylaw_money(\(column.sql), ?\(parameter)) = 0"
    case .json: return anything
    default: return "\(column.sql) = ?\(parameter)"
    }
  }
}

extension RowQuery {
  /// Whether a row has the values that are asked for, compared as values and not as SQLite would.
  func equalities(hold values: [Value?], _ table: Table) -> Bool {
    equal.allSatisfy { condition in
      guard let wanted = condition.value else { return values[condition.column] == nil }
      guard let value = values[condition.column] else { return false }
      if table.isOwn, table.columns[condition.column].encoding != .json { return true }
      return value.isEqual(to: wanted)
    }
  }
}
