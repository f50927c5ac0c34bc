import Glibc

/// The files of this project, found from where this file lies.
enum Project {
  /// The folder that holds `Package.swift`.
  static let root: String = {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return here.dropLast(3).joined(separator: "/")
  }()

  /// Every file below `folders` whose name ends in one of `endings`, as paths relative to the root, sorted by
  /// bytes. A folder that does not exist has no files; hidden folders are not entered unless named.
  static func files(in folders: [String], endings: [String] = [""]) -> [String] {
    let found = folders.flatMap { list($0) }
    let fitting = found.filter { path in endings.contains { path.hasSuffix($0) } }
    return fitting.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func text(_ path: String) -> String {
    String(decoding: bytes(path), as: UTF8.self)
  }

  /// The lines of a file without their newlines; a final newline makes no empty line.
  static func lines(_ path: String) -> [Substring] {
    var lines = text(path).split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  static func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen("\(root)/\(path)", "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  static func exists(_ path: String) -> Bool { access("\(root)/\(path)", F_OK) == 0 }

  static func isExecutable(_ path: String) -> Bool { access("\(root)/\(path)", X_OK) == 0 }

  private static func list(_ path: String) -> [String] {
    guard let folder = opendir("\(root)/\(path)") else { return exists(path) ? [path] : [] }
    defer { closedir(folder) }
    var files: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { files += list("\(path)/\(name)") }
    }
    return files
  }
}
