internal import Glibc
internal import Host
internal import RulesEngine

/// `bylaw annotate`.
enum AnnotateCommand: Command {
  static let name = "annotate"
  static let summary = "Write what editors need to complete scripts in Lua"
  static let synopsis = "[DIR]"
  static let details = """
    Writes .lua/bylaw.lua into the rulebook's folder, and .luarc.json where there is none: for editors with the Lua language
    server. Exit code: 0 written, 2 usage, 3 the rulebook has errors or a file cannot be written.
    """
  static let options: [Option] = []

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count <= 1 else {
      throw Failure.usage("one folder at a time, not \(arguments.operands.count)", self)
    }
    let folder = arguments.operands.first ?? "."
    guard let files = try ScriptTools.editorFiles(folder: folder) else {
      throw Failure.couldNotRun("the rulebook in \(folder) has errors; bylaw check shows them")
    }
    for file in files {
      let path = "\(folder)/\(file.path)"
      // Settings that a person has made stay.
      if file.path.hasSuffix(".json"), access(path, F_OK) == 0 { continue }
      try FileOutput.make(path, file.utf8)
      Console.print("wrote \(path)")
    }
    return Failure.clean
  }
}

extension FileOutput {
  /// Writes a whole file, with the folders that lead to it.
  static func make(_ path: String, _ bytes: [UInt8]) throws(Failure) {
    var folder = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      folder += "\(part)/"
      if folder != "/", mkdir(folder, 0o755) != 0, errno != EEXIST {
        throw .couldNotRun("cannot make the folder \(folder): \(String(cString: strerror(errno)))")
      }
    }
    try replace(path, with: bytes)
  }
}
