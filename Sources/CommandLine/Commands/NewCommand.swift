internal import Glibc
internal import Host
internal import RulesEngine

/// `bylaw new`.
enum NewCommand: Command {
  static let name = "new"
  static let summary = "Write a working definition with a test beside it, to begin from"
  static let synopsis = "KIND NAME [--rules DIR] [--in FOLDER] [--on EVENT] [--do ACTION]"
  static var details: String {
    """
    KIND is one of \(Scaffold.all.map(\.kind).joined(separator: ", ")).
    `bylaw new rulebook NAME` makes the folder NAME with a small rulebook. Everything else is written for the rulebook in
    DIR (`rules`, or the current folder where that is one). Nothing is overwritten.
    """
  }
  static let options = [
    Option(name: "rules", value: "DIR", help: "the rulebook's folder"),
    Option(name: "in", value: "FOLDER", help: "the folder below it; by the kind where it is not said"),
    Option(name: "on", value: "EVENT", help: "the event that it answers; the first declared by default"),
    Option(name: "do", value: "ACTION", help: "the action that it asks for; `notify` by default"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count == 2 else {
      throw Failure.usage("say what to make and its name, as in: bylaw new rule thank-vip", self)
    }
    let (kind, name) = (arguments.operands[0], arguments.operands[1])
    guard let scaffold = Scaffold.all.first(where: { $0.kind == kind }) else {
      let meant = Suggestion.best(for: kind, among: Scaffold.all.map(\.kind))
      throw Failure.usage("no kind is called \(kind)" + (meant.map { "; did you mean \($0)?" } ?? ""), self)
    }
    guard isIdentifier(name) else {
      throw Failure.usage(
        "a name has letters, digits, - and . and begins with a letter, unlike \(name)", self)
    }
    guard scaffold.kind != "rulebook" else {
      try write(ScaffoldFiles.rulebook(name), to: name)
      Console.print("Try: bylaw test \(name)")
      return Failure.clean
    }
    let root = arguments["rules"] ?? (access("rulebook.yaml", F_OK) == 0 ? "." : "rules")
    let site = try ScaffoldSite(
      name: name, rulebook: GoodRulebook.load(root), event: arguments["on"], action: arguments["do"])
    let folder = arguments["in"] ?? scaffold.folder
    let prefix = (root == "." ? "" : "\(root)/") + (folder.isEmpty ? "" : "\(folder)/")
    try write(try scaffold.files(site), to: prefix.isEmpty ? "." : String(prefix.dropLast()))
    Console.print("Try: bylaw test \(root) --filter \(name)")
    return Failure.clean
  }

  private static func isIdentifier(_ name: String) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    guard let first = name.utf8.first, isLetter(first), name.utf8.count <= 100, !name.contains("..") else {
      return false
    }
    return name.utf8.allSatisfy {
      isLetter($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
    }
  }

  /// Writes files that are not there yet; with one that is there nothing is written.
  private static func write(_ files: [SourceFile], to folder: String) throws(Failure) {
    let paths = files.map { folder == "." ? $0.path : "\(folder)/\($0.path)" }
    if let taken = paths.first(where: { access($0, F_OK) == 0 }) {
      throw .couldNotRun("\(taken) is there already, and nothing is overwritten")
    }
    for (path, file) in zip(paths, files) {
      try makeFolders(of: path)
      try FileOutput.replace(path, with: file.utf8)
      Console.print("wrote \(path)")
    }
  }

  private static func makeFolders(of path: String) throws(Failure) {
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/").dropLast() {
      folder += folder.isEmpty || folder.hasSuffix("/") ? String(part) : "/\(part)"
      if mkdir(folder, 0o777) != 0, errno != EEXIST {
        throw .couldNotRun("cannot make the folder \(folder): \(String(cString: strerror(errno)))")
      }
    }
  }
}
