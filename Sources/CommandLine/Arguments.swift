internal import RulesEngine

/// An option of a command.
struct Option {
  /// The long name without dashes.
  var name: String
  /// What its value is called in help; nil for a switch.
  var value: String?
  var help: String
  /// The values it may have, where they are few.
  var choices: [String] = []
}

/// The words of one call, sorted into options and operands.
struct Arguments {
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Sorts words by what a command declares.
  ///
  /// - Throws: `usage` for words that the command does not know.
  init(_ words: [String], for command: any Command.Type) throws(Failure) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard word.hasPrefix("--") else {
        if word.hasPrefix("-"), word != "-" {
          throw .usage("unknown option \(word); options are written with two dashes", command)
        }
        operands.append(word)
        continue
      }
      try take(word, &rest, command)
    }
  }

  private mutating func take(
    _ word: String, _ rest: inout ArraySlice<String>, _ command: any Command.Type
  ) throws(Failure) {
    let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = command.options.first(where: { $0.name == name }) else {
      let meant = Suggestion.best(for: name, among: command.options.map(\.name))
      throw .usage("unknown option --\(name)" + (meant.map { "; did you mean --\($0)?" } ?? ""), command)
    }
    guard let noun = option.value else {
      if parts.count == 2 { throw .usage("--\(name) takes no value", command) }
      values[name, default: []].append("true")
      return
    }
    guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
      throw .usage("--\(name) needs \(noun)", command)
    }
    if !option.choices.isEmpty, !option.choices.contains(value) {
      throw .usage("--\(name) is one of \(option.choices.joined(separator: ", ")), not \(value)", command)
    }
    values[name, default: []].append(value)
  }

  /// The last value of an option.
  subscript(name: String) -> String? { values[name]?.last }

  /// All values of an option, in order.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// Whether a switch is given.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option that must be given.
  func required(_ name: String, _ command: any Command.Type) throws(Failure) -> String {
    if let value = self[name] { return value }
    throw .usage("--\(name) is missing", command)
  }
}
