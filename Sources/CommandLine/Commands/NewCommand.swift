internal import Glibc
internal import Host
internal import RulesEngine

/// `bylaw new`.
enum NewCommand: Command {
  static let name = "new"
  static let summary = "Make the files of something new, which work as they are"
  static let synopsis = "plugin NAME [--in DIR]"
  static let details = """
    Makes plugins/NAME in the rulebook's folder, with a plugin.yaml, a function in Lua and its tests. Nothing that exists is
    overwritten. Exit code: 0 made, 2 usage, 3 could not write.
    """
  static let options = [
    Option(name: "in", value: "DIR", help: "the rulebook's folder; the current folder by default")
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count == 2, arguments.operands[0] == "plugin" else {
      let what =
        arguments.operands.first.map { $0 == "plugin" ? "a name" : "`plugin`, not \($0)" } ?? "`plugin`"
      throw Failure.usage("what to make is missing: \(what)", self)
    }
    let name = arguments.operands[1]
    guard Scaffold.isName(name) else {
      throw Failure.usage("\(name) is not a name: letters, digits and dashes, a letter first", self)
    }
    let folder = "\(arguments["in"] ?? ".")/plugins/\(name)"
    guard access(folder, F_OK) != 0 else { throw Failure.couldNotRun("\(folder) exists already") }
    for file in Scaffold.plugin(named: name) {
      try FileOutput.make("\(folder)/\(file.path)", file.utf8)
      Console.print("made \(folder)/\(file.path)")
    }
    Console.print("next: bylaw test \(arguments["in"] ?? ".")")
    return Failure.clean
  }
}
