import CEL
import RulesEngine

/// What of a row filter SQLite can decide by itself.
///
/// `verdict` is an SQL expression with three outcomes: 1, the row is in; 0, it is not; NULL, ask the program. The
/// connectives of SQL and of conditions agree on that third outcome, so a part that has no equivalent in SQL is
/// simply NULL. A row in which a column is missing is always one for the program: what a form says holds only
/// when every column has a value.
struct FilterSQL {
  /// Nil when SQLite can decide nothing.
  private(set) var verdict: String?
  /// Values for the parameters, in order.
  private(set) var constants: [Constant] = []

  /// A value of the filter, bound once when the statement is prepared.
  enum Constant {
    case integer(Int64)
    case real(Double)
    case text([UInt8])
  }

  private let table: Table
  private let filter: RowFilter
  private let currency: Currency
  private let firstParameter: Int
  private var tests = 0

  /// More tests than this would make an SQL expression deeper than SQLite accepts.
  private static let testLimit = 400

  init(_ filter: RowFilter, table: Table, currency: Currency, firstParameter: Int) {
    self.table = table
    self.filter = filter
    self.currency = currency
    self.firstParameter = firstParameter
    let sql = sql(filter.program.form)
    let guards = guards()
    guard sql != Self.unknown, tests <= Self.testLimit, let guards else {
      constants = []
      return
    }
    verdict = guards.isEmpty ? "(\(sql))" : "(CASE WHEN \(guards) THEN NULL ELSE \(sql) END)"
  }

  func bindConstants(to statement: Statement) {
    for (offset, constant) in constants.enumerated() {
      let index = Int32(firstParameter + offset)
      switch constant {
      case .integer(let number): statement.bind(number, at: index)
      case .real(let number): statement.bind(number, at: index)
      case .text(let octets): statement.bind(utf8: octets, at: index)
      }
    }
  }

  private static let unknown = "NULL"

  /// The condition under which a row is one for the program; nil when the slots do not fit the filter.
  private func guards() -> String? {
    var conditions: [String] = []
    for slot in filter.program.slots {
      guard filter.columns.indices.contains(slot) else { return nil }
      guard let index = filter.columns[slot] else { continue }
      guard table.columns.indices.contains(index) else { return nil }
      let column = table.columns[index]
      // A platform's table may hold a value in another form than ours, which only the decoder understands.
      conditions.append(
        table.isOwn
          ? "\(column.sql) IS NULL" : "typeof(\(column.sql)) <> '\(column.encoding.storageName)'")
    }
    return conditions.joined(separator: " OR ")
  }
}

// MARK: Forms

extension FilterSQL {
  private mutating func sql(_ form: Form) -> String {
    switch form {
    case .and(let parts): return joined(parts, " AND ", empty: "1")
    case .or(let parts): return joined(parts, " OR ", empty: "0")
    case .not(let inner):
      let sql = sql(inner)
      return sql == Self.unknown ? sql : "NOT \(sql)"
    case .constant(let flag): return flag ? "1" : "0"
    case .opaque: return Self.unknown
    case .test(let slot, let test):
      tests += 1
      guard filter.columns.indices.contains(slot), let index = filter.columns[slot],
        table.columns.indices.contains(index)
      else { return Self.unknown }
      return sql(test, table.columns[index]) ?? Self.unknown
    }
  }

  private mutating func joined(_ parts: [Form], _ word: String, empty: String) -> String {
    let texts = parts.map { sql($0) }
    if texts.isEmpty { return empty }
    return texts.allSatisfy { $0 == Self.unknown } ? Self.unknown : "(\(texts.joined(separator: word)))"
  }

  private mutating func sql(_ test: Form.Test, _ column: Column) -> String? {
    switch test {
    case .equals(let value): return comparison(column, "=", value)
    case .less(let value): return comparison(column, "<", value)
    case .lessOrEqual(let value): return comparison(column, "<=", value)
    case .greater(let value): return comparison(column, ">", value)
    case .greaterOrEqual(let value): return comparison(column, ">=", value)
    case .in(let values): return membership(column, values)
    case .hasPrefix(let prefix): return prefixed(column, prefix)
    case .isPresent: return "1"
    case .isTrue: return comparison(column, "=", .bool(true))
    }
  }

  /// A column for a comparison; in a platform's table without its own collation and type conversions.
  private func operand(_ column: Column) -> String {
    table.isOwn ? column.sql : "(+\(column.sql) COLLATE BINARY)"
  }

  private mutating func parameter(_ constant: Constant) -> String {
    constants.append(constant)
    return "?\(firstParameter + constants.count - 1)"
  }

  private mutating func comparison(_ column: Column, _ sign: String, _ value: Value) -> String? {
    let left = operand(column)
    switch (column.encoding, value) {
    case (.string, .string(let text)):
      return "\(left) \(sign) \(parameter(.text(Array(text.utf8))))"
    case (.int, .int(let number)): return "\(left) \(sign) \(parameter(.integer(number)))"
    case (.duration, .duration(let length)):
      return "\(left) \(sign) \(parameter(.integer(length.nanoseconds)))"
    case (.double, .double(let number)) where !number.isNaN:
      return "\(left) \(sign) \(parameter(.real(number)))"
    case (.timestamp, .timestamp(let instant)): return comparison(left, sign, instant)
    case (.bool, .bool(let flag)) where sign == "=" && table.isOwn: return "\(left) = \(flag ? 1 : 0)"
    case (.uint, .uint(let number)) where table.isOwn && number <= UInt64(Int64.max):
      return "\(left) \(sign) \(parameter(.integer(Int64(number))))"
    case (.decimal, .decimal(let number)):
      return "bylaw_decimal(\(left), \(parameter(.text(Array(number.description.utf8))))) \(sign) 0"
    case (.money, .money(let money)):
      return "bylaw_money(\(left), \(parameter(.text(Array(money.description.utf8))))) \(sign) 0"
    default: return nil
    }
  }

  /// Columns hold whole microseconds, constants may be finer.
  private mutating func comparison(_ left: String, _ sign: String, _ instant: Timestamp) -> String {
    let (down, up) = (instant.microseconds, instant.microsecondsRoundedUp)
    switch sign {
    case "=": return down == up ? "\(left) = \(parameter(.integer(down)))" : "0"
    case "<", ">=": return "\(left) \(sign) \(parameter(.integer(up)))"
    default: return "\(left) \(sign) \(parameter(.integer(down)))"
    }
  }

  private mutating func membership(_ column: Column, _ values: [Value]) -> String? {
    guard values.count <= Self.testLimit else { return nil }
    var parameters: [String] = []
    for value in values {
      switch (column.encoding, value) {
      case (.string, .string(let text)): parameters.append(parameter(.text(Array(text.utf8))))
      case (.int, .int(let number)): parameters.append(parameter(.integer(number)))
      default: return nil
      }
    }
    return parameters.isEmpty ? "0" : "\(operand(column)) IN (\(parameters.joined(separator: ", ")))"
  }

  /// A prefix as a range of texts by their octets; the octet after the last one never ends a text by itself.
  private mutating func prefixed(_ column: Column, _ prefix: String) -> String? {
    guard column.encoding == .string else { return nil }
    var next = Array(prefix.utf8)
    guard let last = next.popLast() else { return "1" }
    next.append(last + 1)
    let left = operand(column)
    return "(\(left) >= \(parameter(.text(Array(prefix.utf8)))) AND \(left) < \(parameter(.text(next))))"
  }
}
