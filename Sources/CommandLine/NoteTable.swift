internal import CEL
internal import RulesEngine

/// A note that is a table, `{"title": …, "rows": [{…}, …]}`, as aligned columns.
struct NoteTable {
  private let name: String
  private let title: String
  private let columns: [String]
  private let cells: [[String]]

  /// Nil for a note of another form.
  init?(_ note: DecisionNote) {
    guard let json = try? JSON(parsing: note.json, maxDepth: 16, maxBytes: 64 << 20),
      let title = json["title"]?.stringValue, let rows = json["rows"]?.arrayValue
    else { return nil }
    name = note.name
    self.title = title
    var columns: [String] = []
    for row in rows {
      for (place, member) in (row.objectValue ?? []).enumerated() where !columns.contains(member.name) {
        columns.insert(member.name, at: min(place, columns.count))
      }
    }
    self.columns = columns
    cells = rows.map { row in columns.map { Self.text(row[$0]) } }
  }

  private static func text(_ cell: JSON?) -> String {
    switch cell {
    case nil: ""
    case .null: "-"
    case .string(let text): text
    case let other?: other.text
    }
  }

  var lines: [String] {
    let widths = columns.indices.map { column in
      cells.reduce(columns[column].count) { max($0, $1[column].count) }
    }
    let heads = ["    \(name)  \(title)"]
    if cells.isEmpty { return heads }
    return heads
      + ([columns] + cells).map { row in
        let padded = row.indices.map { column in
          column == row.count - 1
            ? row[column] : row[column] + String(repeating: " ", count: widths[column] - row[column].count)
        }
        return "      " + padded.joined(separator: "  ")
      }
  }
}
