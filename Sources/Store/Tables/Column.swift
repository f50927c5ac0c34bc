import CEL
import RulesEngine

/// How the values of a column are kept in SQLite.
enum Encoding: String {
  case string, int, uint, bool, double, decimal, money, timestamp, duration, bytes, json

  /// Nil for types that no column can have.
  init?(_ type: ValueType) {
    switch type {
    case .string: self = .string
    case .int: self = .int
    case .uint: self = .uint
    case .bool: self = .bool
    case .double: self = .double
    case .decimal: self = .decimal
    case .money: self = .money
    case .timestamp: self = .timestamp
    case .duration: self = .duration
    case .bytes: self = .bytes
    case .list, .map, .dyn: self = .json
    default: return nil
    }
  }

  /// The type of the column in a table of our own.
  var sqlType: String {
    switch self {
    case .string, .decimal, .money, .json: "TEXT"
    case .int, .uint, .bool, .timestamp, .duration: "INTEGER"
    case .double: "REAL"
    case .bytes: "BLOB"
    }
  }

  /// What `typeof()` says of a value in the form that we write ourselves.
  var storageName: String { sqlType.lowercased() }

  /// Whether equal values are kept as equal SQL values, which a key needs.
  var canBeKey: Bool {
    switch self {
    case .string, .int, .uint, .bool, .timestamp, .duration, .bytes: true
    case .double, .decimal, .money, .json: false
    }
  }
}

/// A column of an entity's table. A class, so that passing it on copies nothing.
final class Column {
  let name: String
  let type: ValueType
  let encoding: Encoding
  /// The name in SQL.
  let sql: String
  /// Table and column, for messages.
  let place: String

  init(_ field: EntityField, table: String) throws(StorageError) {
    guard let encoding = Encoding(field.type.value) else {
      throw StorageError(
        .schema,
        "\(table).\(field.name) has a type that no column can have; "
          + "use string, int, double, bool, decimal, money, timestamp, duration, bytes or a list")
    }
    name = field.name
    type = field.type.value
    self.encoding = encoding
    sql = quoted(field.name)
    place = "\(table).\(field.name)"
  }
}

/// A name in SQL, whatever it contains.
func quoted(_ name: String) -> String {
  var text = "\""
  for scalar in name.unicodeScalars {
    if scalar == "\"" { text += "\"\"" } else { text.unicodeScalars.append(scalar) }
  }
  return text + "\""
}
