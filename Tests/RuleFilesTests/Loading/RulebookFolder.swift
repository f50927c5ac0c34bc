import FoundationEssentials
import RuleFiles

/// A folder of files that is there while it is in use.
final class RulebookFolder {
  let path: String

  init(_ files: [String: String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rulebook-\(UUID().uuidString)")
    path = folder.path()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, Array(text.utf8)) }
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// The message of the failure to load it.
  static func failure(_ path: String) -> String? {
    do {
      _ = try RulebookLoader.load(folder: path)
      return nil
    } catch {
      return error.message
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
