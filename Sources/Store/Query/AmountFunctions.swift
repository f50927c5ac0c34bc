import CEL
import CSQLite
import RulesEngine

/// What the SQL functions for amounts need to know.
final class AmountContext {
  let currency: Currency
  init(_ currency: Currency) { self.currency = currency }
}

extension Database {
  /// Adds `bylaw_decimal(a, b)` and `bylaw_money(a, b)`: -1, 0 or 1 as `a` is less than, equal to or greater
  /// than `b`, by value and exactly; NULL when that cannot be said.
  func addAmountFunctions(_ currency: Currency) throws(StorageError) {
    let context = AmountContext(currency)
    attachments.append(context)
    let address = Unmanaged.passUnretained(context).toOpaque()
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
    var code = sqlite3_create_function_v2(
      pointer, "bylaw_decimal", 2, flags, nil,
      { context, _, arguments in compareDecimals(context, arguments) }, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
    code = sqlite3_create_function_v2(
      pointer, "bylaw_money", 2, flags, address,
      { context, _, arguments in compareMoney(context, arguments) }, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }
}

private typealias Arguments = UnsafeMutablePointer<OpaquePointer?>?

private func octets(_ arguments: Arguments, _ index: Int) -> UnsafeRawBufferPointer? {
  guard let value = arguments?[index], sqlite3_value_type(value) == SQLITE_TEXT else { return nil }
  guard let base = sqlite3_value_text(value) else { return nil }
  return UnsafeRawBufferPointer(start: base, count: Int(sqlite3_value_bytes(value)))
}

private func compareDecimals(_ context: OpaquePointer?, _ arguments: Arguments) {
  guard let left = octets(arguments, 0).flatMap({ Decimal(utf8: $0) }),
    let right = octets(arguments, 1).flatMap({ Decimal(utf8: $0) })
  else { return sqlite3_result_null(context) }
  sqlite3_result_int(context, left < right ? -1 : left == right ? 0 : 1)
}

private func compareMoney(_ context: OpaquePointer?, _ arguments: Arguments) {
  guard let address = sqlite3_user_data(context) else { return sqlite3_result_null(context) }
  let currency = Unmanaged<AmountContext>.fromOpaque(address).takeUnretainedValue().currency
  guard let left = octets(arguments, 0).flatMap({ Money(utf8: $0, default: currency) }),
    let right = octets(arguments, 1).flatMap({ Money(utf8: $0, default: currency) })
  else { return sqlite3_result_null(context) }
  switch Value.money(left).order(.money(right)) {
  case .less: sqlite3_result_int(context, -1)
  case .equal: sqlite3_result_int(context, 0)
  case .greater: sqlite3_result_int(context, 1)
  default: sqlite3_result_null(context)
  }
}
