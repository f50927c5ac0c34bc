internal import RulesEngine
internal import Store

extension RunsCommand {
  /// `bylaw runs set r-3 amount=12.50`.
  static func set(_ arguments: Arguments) throws -> Int32 {
    let words = arguments.operands.dropFirst()
    guard let word = words.first, words.count > 1, !arguments.has("all") else {
      throw Failure.usage("name one run and what to set: runs set r-12 amount=12.50", self)
    }
    let store = try store(arguments)
    let run = try run(word, store, .cancel)
    let operations = try assignments(words.dropFirst(), self)
    try ask(operations.map { (run.number, $0) }, arguments, store)
    Console.print(
      "asked for: set \(words.dropFirst().joined(separator: " ")) in r-\(run.number); " + whoDoesIt)
    return Failure.clean
  }

  /// `NAME=VALUE`, as often as wanted.
  static func assignments(
    _ words: ArraySlice<String>, _ command: any Command.Type
  ) throws -> [RunOperation] {
    try words.map { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw Failure.usage("what to set is written NAME=VALUE, such as amount=12.50, not \(word)", command)
      }
      return .set(variable: String(parts[0].trimmingPrefix("vars.")), to: String(parts[1]))
    }
  }
}
