import CEL
import RulesEngine

/// Reads columns into typed values: exactly, or not at all.
///
/// Our own tables hold one form only. A platform's table may hold a number as text or text as a number; what can be
/// read without a loss is read, and anything else is an error that names the column.
struct Decoder {
  /// The currency of amounts that name none.
  let currency: Currency

  /// The value of a column of the current row; nil for NULL.
  func value(_ row: Statement, _ index: Int32, _ column: Column) throws(StorageError) -> Value? {
    let storage = row.storageClass(index)
    if storage == .null { return nil }
    switch column.encoding {
    case .string where storage == .text: return .string(row.text(index))
    case .int where storage == .integer: return .int(row.integer(index))
    case .double where storage == .real: return .double(row.real(index))
    case .timestamp where storage == .integer: return .timestamp(Timestamp(microseconds: row.integer(index)))
    case .duration where storage == .integer: return .duration(Duration(nanoseconds: row.integer(index)))
    default: break
    }
    guard let value = converted(row, index, column, storage) else {
      throw misfit(row, index, column, storage)
    }
    return value
  }

  private func converted(
    _ row: Statement, _ index: Int32, _ column: Column, _ storage: StorageClass
  ) -> Value? {
    switch column.encoding {
    case .decimal: decimal(row, index, storage).map(Value.decimal)
    case .money: money(row, index, storage).map(Value.money)
    case .bytes: storage == .blob || storage == .text ? .bytes(Bytes(row.octets(index))) : nil
    case .json: storage == .text ? json(row.octets(index), column.type) : nil
    case .bool: flag(row, index, storage).map(Value.bool)
    case .string: storage == .integer ? .string(String(row.integer(index))) : nil
    case .int: integer(row, index, storage).map(Value.int)
    case .uint: integer(row, index, storage).flatMap { UInt64(exactly: $0) }.map(Value.uint)
    case .double: real(row, index, storage).map(Value.double)
    case .timestamp: storage == .text ? instant(row.text(index)).map(Value.timestamp) : nil
    case .duration: storage == .text ? Duration(row.text(index)).map(Value.duration) : nil
    }
  }

  private func misfit(
    _ row: Statement, _ index: Int32, _ column: Column, _ storage: StorageClass
  ) -> StorageError {
    let held =
      switch storage {
      case .integer: "a whole number"
      case .real: "a floating point number that is not exact"
      case .text: "a text"
      default: "a blob"
      }
    return StorageError(
      .constraint,
      "\(column.place) in \(row.database.path) holds \(held) that cannot be read as "
        + "\(column.encoding.rawValue); correct the row, or the type of the field in the model")
  }
}

// MARK: Numbers

extension Decoder {
  private func integer(_ row: Statement, _ index: Int32, _ storage: StorageClass) -> Int64? {
    switch storage {
    case .integer: row.integer(index)
    case .real: Int64(exactly: row.real(index))
    case .text: Int64(row.text(index))
    default: nil
    }
  }

  private func flag(_ row: Statement, _ index: Int32, _ storage: StorageClass) -> Bool? {
    if storage == .text {
      switch row.text(index) {
      case "true", "1": return true
      case "false", "0": return false
      default: return nil
      }
    }
    switch integer(row, index, storage) {
    case 1: return true
    case 0: return false
    default: return nil
    }
  }

  private func real(_ row: Statement, _ index: Int32, _ storage: StorageClass) -> Double? {
    switch storage {
    case .integer: Double(exactly: row.integer(index))
    case .text: Decimal(row.text(index)) == nil ? nil : Double(row.text(index))
    default: nil
    }
  }

  private func decimal(_ row: Statement, _ index: Int32, _ storage: StorageClass) -> Decimal? {
    switch storage {
    case .text: row.withOctets(index) { Decimal(utf8: $0) }
    case .integer: Decimal(row.integer(index))
    case .real: Self.decimal(row.real(index))
    default: nil
    }
  }

  private func money(_ row: Statement, _ index: Int32, _ storage: StorageClass) -> Money? {
    if storage == .text { return row.withOctets(index) { Money(utf8: $0, default: currency) } }
    return decimal(row, index, storage).map { Money($0, currency) }
  }

  /// The decimal that was written into a NUMERIC column of a platform. Up to 15 digits survive the way through
  /// binary floating point and back; with more, what was written is not known any more.
  static func decimal(_ real: Double) -> Decimal? {
    guard real.isFinite, let decimal = Decimal(real.description) else { return nil }
    let digits = decimal.description.utf8.filter { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") }
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    return significant.count <= 16 && Self.trimmed(significant) <= 15 ? decimal : nil
  }

  private static func trimmed(_ digits: ArraySlice<UInt8>) -> Int {
    var digits = digits
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return digits.count
  }

  /// RFC 3339, or what SQLite's own functions write: `2026-11-21 15:00:00`, in UTC.
  private func instant(_ text: String) -> Timestamp? {
    if let instant = Timestamp(rfc3339: text) { return instant }
    var octets = Array(text.utf8)
    if octets.count == 10 { octets += Array("T00:00:00".utf8) }
    guard octets.count >= 19, octets[10] == UInt8(ascii: " ") || octets.count == 19 else { return nil }
    octets[10] = UInt8(ascii: "T")
    return Timestamp(rfc3339: String(decoding: octets, as: UTF8.self) + "Z")
  }
}

extension Money {
  /// Reads `84.50` in the default currency or `84.50 EUR` from octets, without a copy for the usual first form.
  init?(utf8 octets: UnsafeRawBufferPointer, default currency: Currency) {
    if let amount = Decimal(utf8: octets) {
      self.init(amount, currency)
      return
    }
    self.init(String(decoding: octets, as: UTF8.self), default: currency)
  }
}
