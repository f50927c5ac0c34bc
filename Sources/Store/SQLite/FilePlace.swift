import Glibc
import RulesEngine

/// Questions about a path that are better asked before SQLite is, whose answers are terse.
enum FilePlace {
  /// What stands at a path.
  enum Kind { case file, folder, nothing }

  static func kind(_ path: String) -> Kind {
    var info = stat()
    guard stat(path, &info) == 0 else { return .nothing }
    return info.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  static func size(_ path: String) -> Int64 {
    var info = stat()
    return stat(path, &info) == 0 ? Int64(info.st_size) : 0
  }

  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  static func mayWrite(_ path: String) -> Bool { access(path, W_OK) == 0 }

  /// The path without symbolic links, so that all names of one file lead to one lock.
  static func resolved(_ path: String) -> String {
    if let whole = realPath(path) { return whole }
    guard let folder = realPath(folder(of: path)) else { return path }
    return folder == "/" ? "/" + name(of: path) : folder + "/" + name(of: path)
  }

  private static func realPath(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  /// Refuses paths that cannot be a database that may be made or opened.
  static func check(_ path: String, mustExist: Bool) throws(StorageError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw StorageError(.inputOutput, "the name of the database file is empty or holds a zero byte")
    }
    switch kind(path) {
    case .file: return
    case .folder:
      throw StorageError(.inputOutput, "\(path) is a folder; name a file for the database")
    case .nothing: break
    }
    let folder = folder(of: path)
    guard kind(folder) == .folder else {
      throw StorageError(
        .inputOutput, "the folder \(folder) for the database \(path) does not exist; create it first")
    }
    guard !mustExist else {
      throw StorageError(
        .inputOutput, "there is no database \(path); check the name, or process events into it first")
    }
  }
}
