internal import Glibc
internal import RulesEngine

/// The `bylaw` executable.
@main
enum Main {
  static let commands: [any Command.Type] = [
    CheckCommand.self, RunCommand.self, EvalCommand.self, ExplainCommand.self, LogCommand.self,
    StatusCommand.self,
    CelCommand.self, TestCommand.self, ServeCommand.self, IncidentCommand.self, RunsCommand.self,
    ScheduleCommand.self, NewCommand.self, AnnotateCommand.self,
  ]

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow any further is an error like a full disk, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    exit(run(Array(Swift.CommandLine.arguments.dropFirst())))
  }

  private static func run(_ words: [String]) -> Int32 {
    guard let name = words.first, !["help", "--help", "-h"].contains(name) || words.count > 1 else {
      Console.write(help)
      return words.isEmpty ? Failure.wrongUsage : Failure.clean
    }
    if name == "--version" || name == "version" {
      Console.print("bylaw \(version)")
      return Failure.clean
    }
    let wanted = name == "help" ? words[1] : name
    guard let command = commands.first(where: { $0.name == wanted }) else {
      let meant = Suggestion.best(for: wanted, among: commands.map { $0.name })
      Console.complain("no command is called \(wanted)" + (meant.map { "; did you mean \($0)?" } ?? ""))
      Console.note("Try: bylaw help\n")
      return Failure.wrongUsage
    }
    let rest = Array(words.dropFirst())
    if name == "help" || rest.contains("--help") || rest.contains("-h") {
      Console.write(command.help)
      return Failure.clean
    }
    return run(command, rest)
  }

  private static func run(_ command: any Command.Type, _ words: [String]) -> Int32 {
    do {
      return try command.run(Arguments(words, for: command))
    } catch {
      switch Failure(error) {
      case .usage(let message, let command):
        Console.complain(message)
        Console.note("usage: bylaw \(command.name) \(command.synopsis)\nTry: bylaw \(command.name) --help\n")
        return Failure.wrongUsage
      case .couldNotRun(let message):
        Console.complain(message)
        return Failure.unable
      case .exit(let code): return code
      }
    }
  }

  static let version = "0.1.0"

  private static var help: String {
    let rows = commands.map { ["  \($0.name)", $0.summary] }
    return """
      bylaw \(version): rules and automation for platforms that serve customers.
      Events go in; fees, messages, assignments and escalations come out, each with its reason.

      usage: bylaw COMMAND ...

      \(Console.table(rows))

      Start with: bylaw check rules
      Then:       bylaw run events.ndjson --rules rules --db my.db --clock events
      Help on one command: bylaw help COMMAND

      """
  }
}
