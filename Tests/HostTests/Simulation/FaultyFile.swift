import FaultyDisk
import FoundationEssentials
import Glibc

/// A database on a disk that fails when it is told to; gone with the test.
final class FaultyFile {
  let path = FileManager.default.temporaryDirectory.appending(path: "faulty-\(UUID().uuidString).db").path()

  init() { precondition(faulty_disk_install() == 0) }

  deinit { remove() }

  private func remove() {
    for ending in ["", "-wal", "-shm", "-journal", ".lock"] {
      try? FileManager.default.removeItem(atPath: path + ending)
    }
  }

  struct Unreadable: Error { var query: String }

  /// The rows of a query as text, columns separated by `|`, read by a connection of its own.
  func rows(_ query: String) throws -> [String] {
    guard let text = faulty_disk_query(path, query) else { throw Unreadable(query: query) }
    defer { free(text) }
    return String(cString: text).split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
  }

  /// All tables with all rows, as lines.
  func dump() throws -> [String] {
    var lines: [String] = []
    for table in try rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
      lines.append("== \(table)")
      lines += try rows("SELECT * FROM \"\(table)\"").sorted()
    }
    return lines
  }
}

/// The first lines that two dumps do not share, for a message.
func difference(_ first: [String], _ second: [String]) -> String {
  let changes = second.difference(from: first)
  return (changes.removals.prefix(3) + changes.insertions.prefix(3)).map {
    switch $0 {
    case .insert(_, let line, _): "+ \(line)"
    case .remove(_, let line, _): "- \(line)"
    }
  }.joined(separator: "\n")
}
