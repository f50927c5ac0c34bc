import CEL
import RulesEngine

/// Binds typed values to statements in the form of their column.
struct Encoder {
  /// The currency whose amounts are written without its code.
  let currency: Currency

  /// Binds a value; nil and null become NULL.
  ///
  /// - Throws: `.constraint` when the column cannot hold the value without changing it.
  func bind(_ value: Value?, _ column: Column, to statement: Statement, at index: Int32) throws(StorageError)
  {
    switch (column.encoding, value) {
    case (_, nil), (_, .null): statement.bindNull(at: index)
    case (.string, .string(let text)): statement.bind(text, at: index)
    case (.int, .int(let number)): statement.bind(number, at: index)
    case (.bool, .bool(let flag)): statement.bind(flag ? 1 : 0 as Int64, at: index)
    case (.double, .double(let number)) where !number.isNaN: statement.bind(number, at: index)
    case (.decimal, .decimal(let number)): statement.bind(number.description, at: index)
    case (.money, .money(let money)): statement.bind(text(money), at: index)
    case (.timestamp, .timestamp(let instant)): statement.bind(instant.microseconds, at: index)
    case (.duration, .duration(let length)): statement.bind(length.nanoseconds, at: index)
    case (.bytes, .bytes(let bytes)): statement.bind(blob: bytes.octets, at: index)
    case (_, .optional(let optional)): try bind(optional.value, column, to: statement, at: index)
    case (_, .some(let value)):
      guard let fitting = converted(value, column) else { throw misfit(value, column) }
      fitting(statement, index)
    }
  }

  private typealias Binding = (Statement, Int32) -> Void

  /// Values of another kind that the column can hold exactly.
  private func converted(_ value: Value, _ column: Column) -> Binding? {
    switch column.encoding {
    case .json:
      guard !containsNaN(value) else { return nil }
      let text = value.json
      return { $0.bind(text, at: $1) }
    case .int, .uint:
      guard let number = integer(value), column.encoding == .int || number >= 0 else { return nil }
      return { $0.bind(number, at: $1) }
    case .double:
      guard let number = double(value) else { return nil }
      return { $0.bind(number, at: $1) }
    case .decimal:
      guard let number = decimal(value) else { return nil }
      return { $0.bind(number.description, at: $1) }
    case .money:
      guard let number = decimal(value) else { return nil }
      return { $0.bind(number.description, at: $1) }
    default: return nil
    }
  }

  private func integer(_ value: Value) -> Int64? {
    switch value {
    case .int(let number): number
    case .uint(let number): Int64(exactly: number)
    case .double(let number): Int64(exactly: number)
    default: nil
    }
  }

  private func double(_ value: Value) -> Double? {
    switch value {
    case .int(let number): Double(exactly: number)
    case .uint(let number): Double(exactly: number)
    default: nil
    }
  }

  private func decimal(_ value: Value) -> Decimal? {
    switch value {
    case .int(let number): Decimal(number)
    case .uint(let number): Decimal(number)
    case .decimal(let number): number
    default: nil
    }
  }

  private func containsNaN(_ value: Value) -> Bool {
    if case .double(let number) = value { return number.isNaN }
    return false
  }

  /// `84.50` in the default currency, `84.50 EUR` in others.
  func text(_ money: Money) -> String {
    money.currency == currency ? money.amount.description : money.description
  }

  /// The value itself is not named: it may be a person's.
  private func misfit(_ value: Value, _ column: Column) -> StorageError {
    let reason: String
    switch (column.encoding, value) {
    case (.uint, .uint):
      reason = "the number is larger than 9223372036854775807, the largest that SQLite holds"
    case (.double, .double): reason = "the number is NaN, which SQLite does not know"
    default: reason = "the value is of another type or would be changed"
    }
    return StorageError(
      .constraint,
      "\(column.place) holds \(column.encoding.rawValue) values and this one cannot be kept: \(reason)")
  }
}
