/// The exceptions written down in `ratchet.txt`: lines of `KIND SUBJECT NUMBER`. A number may only fall, and
/// a line that is no longer needed has to go.
struct Ratchet {
  struct Entry: Hashable {
    let kind: String
    let subject: String
  }

  var allowed: [Entry: Int] = [:]
  /// Lines that could not be read.
  var unreadable: [String] = []

  init(_ lines: [Substring]) {
    for line in lines where !line.isEmpty && !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      if parts.count == 3, let number = Int(parts[2]) {
        allowed[Entry(kind: String(parts[0]), subject: String(parts[1]))] = number
      } else {
        unreadable.append(String(line))
      }
    }
  }

  static let current = Ratchet(Project.lines("Tests/TidyTests/ratchet.txt"))

  /// What is wrong with the values found, where nothing above `limit` is allowed without an entry.
  func complaints(_ kind: String, _ found: [String: Int], limit: Int) -> [String] {
    var complaints: [String] = []
    for (subject, value) in found.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      let entry = allowed[Entry(kind: kind, subject: subject)]
      if value > max(limit, entry ?? limit) {
        complaints.append("\(subject): \(value), allowed \(max(limit, entry ?? limit))")
      } else if let entry, value < entry {
        let remedy = value > limit ? "write \(value) into" : "remove it from"
        complaints.append("\(subject): now \(value), \(remedy) ratchet.txt (\(kind))")
      }
    }
    let gone = allowed.keys.filter { $0.kind == kind && found[$0.subject] == nil }.map(\.subject)
    for subject in gone.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      complaints.append("\(subject): gone, remove it from ratchet.txt (\(kind))")
    }
    return complaints
  }
}
