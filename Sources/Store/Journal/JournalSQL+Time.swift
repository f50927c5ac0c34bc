extension JournalSQL {
  /// The statements of tallies and marks.
  var tallyText: String {
    switch self {
    case .addTally: "INSERT INTO bylaw_tallies(name, key, at, amount) VALUES(?1, ?2, ?3, ?4)"
    case .pruneTally: "DELETE FROM bylaw_tallies WHERE name = ?1 AND key = ?2 AND at < ?3"
    case .readTally:
      "SELECT at, amount FROM bylaw_tallies WHERE name = ?1 AND key = ?2 AND at >= ?3"
    case .findMark: "SELECT value FROM bylaw_marks WHERE name = ?1 AND key = ?2"
    case .setMark: "INSERT OR REPLACE INTO bylaw_marks(name, key, value) VALUES(?1, ?2, ?3)"
    default: "DELETE FROM bylaw_marks WHERE name = ?1 AND key = ?2"
    }
  }
}
