/// A command of `bylaw`.
protocol Command: SendableMetatype {
  static var name: String { get }
  /// One line for the list of commands.
  static var summary: String { get }
  /// What may follow the name.
  static var synopsis: String { get }
  /// More for its help: what it does, what it exits with.
  static var details: String { get }
  static var options: [Option] { get }

  /// Does the work; returns the exit code.
  static func run(_ arguments: Arguments) throws -> Int32
}

extension Command {
  /// The help of one command.
  static var help: String {
    var text = "\(summary)\n\nusage: bylaw \(name) \(synopsis)\n"
    if !details.isEmpty { text += "\n\(details)\n" }
    guard !options.isEmpty else { return text }
    let rows = options.map { option in
      let choices = option.choices.isEmpty ? "" : " (\(option.choices.joined(separator: ", ")))"
      return ["  --\(option.name)\(option.value.map { " \($0)" } ?? "")", option.help + choices]
    }
    return text + "\noptions:\n" + Console.table(rows) + "\n"
  }
}
