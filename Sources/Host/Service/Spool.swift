internal import Glibc

/// A folder that files of events are put into. A file is read once, in the order of the names, and then moved to
/// `done/`. After a crash it is read again, and its events are recognized.
final class Spool {
  let folder: String
  private var reader: LineReader?
  private var name = ""
  /// Files that can be neither read nor moved away.
  private var stuck: Set<String> = []

  /// Counts of the file at hand.
  var counts = (events: 0, duplicates: 0, refused: 0)

  init(folder: String) throws(LineReader.Failure) {
    self.folder = folder
    for sub in ["", "/done", "/failed"] where mkdir(folder + sub, 0o755) != 0 && errno != EEXIST {
      throw LineReader.Failure(
        message: "the spool folder \(folder)\(sub) cannot be made: \(String(cString: strerror(errno)))")
    }
    var information = stat()
    guard stat(folder, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
      throw LineReader.Failure(message: "the spool \(folder) is no folder")
    }
  }

  /// The file at hand.
  var isOpen: Bool { reader != nil }
  var origin: String { name }

  /// The names of the files that wait. What begins with a dot or ends in `.tmp` or `.part` is still being written.
  func waiting() -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix("."), !name.hasSuffix(".tmp"), !name.hasSuffix(".part"), !stuck.contains(name)
      else {
        continue
      }
      var information = stat()
      guard stat("\(folder)/\(name)", &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
        continue
      }
      names.append(name)
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Opens the next file; false when there is none.
  func openNext(limit: Int) throws(LineReader.Failure) -> Bool {
    guard let next = waiting().first else { return false }
    name = next
    counts = (0, 0, 0)
    do {
      reader = try LineReader(path: "\(folder)/\(next)", limit: limit)
    } catch {
      _ = move(to: "failed")
      throw error
    }
    return true
  }

  func nextLine() throws(LineReader.Failure) -> LineReader.Line? {
    do {
      return try reader?.next()
    } catch {
      reader = nil
      _ = move(to: "failed")
      throw error
    }
  }

  /// Puts the file at hand away, after everything in it has been committed.
  ///
  /// - Returns: where it is now; nil when it could not be moved.
  func finish() -> String? {
    reader = nil
    return move(to: "done")
  }

  private func move(to sub: String) -> String? {
    var target = "\(folder)/\(sub)/\(name)"
    var count = 1
    while access(target, F_OK) == 0 {
      count += 1
      target = "\(folder)/\(sub)/\(name).\(count)"
    }
    if rename("\(folder)/\(name)", target) == 0 { return target }
    stuck.insert(name)
    return nil
  }
}
