import CEL
import RulesEngine

/// Tests rows that SQLite has no verdict on, one frame for all of them.
final class RowTester {
  private let frame = Frame()
  private let decoder: Decoder

  init(_ decoder: Decoder) { self.decoder = decoder }

  /// Gets ready for the rows of one scan.
  func prepare(_ filter: RowFilter, now: Timestamp) {
    frame.prepare(slotCount: filter.columns.count)
    frame.now = now
    for (slot, column) in filter.columns.enumerated() where column == nil { frame[slot] = .timestamp(now) }
  }

  /// Whether the row is in. `column` gives the value of a column of the row.
  func holds(
    _ filter: RowFilter, _ table: Table, _ column: (Int) throws(StorageError) -> Value?
  ) throws(StorageError) -> Bool {
    for slot in filter.program.slots {
      guard filter.columns.indices.contains(slot), let index = filter.columns[slot] else { continue }
      frame[slot] = try column(index)
    }
    switch filter.program.test(frame) {
    case .true: return true
    case .false, .missing: return false
    case .error(let error):
      throw StorageError(
        .constraint,
        "the filter `\(filter.program.source)` fails for a row of \(table.name): \(error.message)")
    }
  }
}
