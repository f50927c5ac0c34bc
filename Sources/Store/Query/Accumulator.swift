import CEL
import RulesEngine

/// Adds up the values of an aggregate one by one, exactly.
struct Accumulator {
  private let function: Aggregate.Function
  private let column: Column?
  private let currency: Currency
  private var rows: Int64 = 0
  private var values: Int64 = 0
  private var best: Value?
  private var total: Value?
  private var list: [Value] = []

  init(_ function: Aggregate.Function, _ column: Column?, _ currency: Currency) {
    self.function = function
    self.column = column
    self.currency = currency
  }

  /// Whether more rows cannot change the result.
  var isDecided: Bool { function == .exists && rows > 0 }

  /// Takes a row that is in; `value` is its field's, nil when it is missing.
  mutating func add(_ value: Value?) throws(StorageError) {
    rows += 1
    guard let value else { return }
    values += 1
    switch function {
    case .count, .exists: break
    case .list: list.append(value)
    case .sum, .avg: total = try sum(total, value)
    case .min: best = try better(value, than: best, when: .less)
    case .max: best = try better(value, than: best, when: .greater)
    }
  }

  /// The value of the aggregate; nil when it has none.
  func result() throws(StorageError) -> Value? {
    switch function {
    case .count: .int(rows)
    case .exists: .bool(rows > 0)
    case .list: .list(List(list))
    case .sum: total ?? zero
    case .min, .max: best
    case .avg: try average()
    }
  }

  private var place: String { column?.place ?? "a column" }

  /// The sum of no rows.
  private var zero: Value? {
    switch column?.encoding {
    case .int: .int(0)
    case .uint: .uint(0)
    case .double: .double(0)
    case .decimal: .decimal(Decimal(0))
    case .money: .money(Money(Decimal(0, scale: currency.minorUnits), currency))
    case .duration: .duration(.zero)
    default: nil
    }
  }

  private func sum(_ total: Value?, _ value: Value) throws(StorageError) -> Value {
    guard let total else { return value }
    let sum: Value?
    switch (total, value) {
    case (.int(let one), .int(let two)):
      let (added, overflow) = one.addingReportingOverflow(two)
      sum = overflow ? nil : .int(added)
    case (.uint(let one), .uint(let two)):
      let (added, overflow) = one.addingReportingOverflow(two)
      sum = overflow ? nil : .uint(added)
    case (.double(let one), .double(let two)): sum = .double(one + two)
    case (.decimal(let one), .decimal(let two)): sum = one.adding(two).map(Value.decimal)
    case (.duration(let one), .duration(let two)): sum = one.adding(two).map(Value.duration)
    case (.money(let one), .money(let two)):
      guard one.currency == two.currency else { throw mixedCurrencies(one.currency, two.currency) }
      sum = one.adding(two).map(Value.money)
    default: throw StorageError(.constraint, "\(place) holds values that cannot be added")
    }
    guard let sum else { throw StorageError(.constraint, "the sum of \(place) is too large for its type") }
    return sum
  }

  private func better(_ value: Value, than best: Value?, when wanted: Ordering) throws(StorageError) -> Value
  {
    guard let best else { return value }
    switch value.order(best) {
    case wanted: return value
    case .less, .equal, .greater: return best
    case .currencies:
      if case .money(let one) = best, case .money(let two) = value {
        throw mixedCurrencies(one.currency, two.currency)
      }
      return best
    default: throw StorageError(.constraint, "\(place) holds values that have no order")
    }
  }

  private func average() throws(StorageError) -> Value? {
    guard let total else { return nil }
    let average: Value?
    switch total {
    case .int(let sum): average = .double(Double(sum) / Double(values))
    case .uint(let sum): average = .double(Double(sum) / Double(values))
    case .double(let sum): average = .double(sum / Double(values))
    case .decimal(let sum): average = sum.divided(by: Decimal(values)).map(Value.decimal)
    case .money(let sum): average = sum.divided(by: Decimal(values)).map(Value.money)
    case .duration(let sum): average = .duration(Duration(nanoseconds: sum.nanoseconds / values))
    default: average = nil
    }
    guard let average else {
      throw StorageError(.constraint, "the average of \(place) cannot be told exactly")
    }
    return average
  }

  private func mixedCurrencies(_ one: Currency, _ two: Currency) -> StorageError {
    StorageError(
      .constraint,
      "\(place) holds amounts in \(one.code) and in \(two.code), which cannot be taken together; "
        + "add a filter on the currency")
  }
}
