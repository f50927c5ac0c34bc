extension Parser {
  mutating func fail(
    _ code: String, _ message: String, _ range: Range<Int>, label: String = "", help: [String] = [],
    replacement: String? = nil
  ) -> Stop {
    issues.append(
      Issue(
        code: code, message: message, label: label, range: range, help: help,
        replacement: replacement.map { Issue.Replacement(range: range, text: $0) }))
    return Stop()
  }

  mutating func tooDeep(_ range: Range<Int>) -> Stop {
    fail(
      "C0302", "the expression is nested deeper than \(limits.maxDepth) levels", range,
      help: ["split it into several expressions"])
  }

  /// Reports the token at the position.
  mutating func unexpected(_ expected: String) -> Stop {
    let token = token
    switch token.kind {
    case .broken: return Stop()  // reported by the lexer
    case .end: return fail("C0101", "the expression ends too early", token.range, label: expected)
    case .identifier: return unexpectedWord(expected)
    default: return fail("C0101", "unexpected `\(text(token))`", token.range, label: expected)
    }
  }

  private mutating func unexpectedWord(_ expected: String) -> Stop {
    let word = text(token)
    let operators = ["and": "&&", "AND": "&&", "or": "||", "OR": "||", "is": "=="]
    guard let symbol = operators[word] else {
      return fail("C0101", "unexpected `\(word)`", token.range, label: expected)
    }
    return fail(
      "C0101", "unexpected `\(word)`", token.range, label: "the operator is written `\(symbol)`",
      help: ["write `\(symbol)`"], replacement: symbol)
  }

  static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "namespace",
    "package", "return", "var", "void", "while",
  ]

  mutating func reservedWord(_ word: String, _ range: Range<Int>) -> Stop {
    fail(
      "C0107", "`\(word)` is a reserved word", range, label: "cannot be a name",
      help: word == "if" || word == "else" ? ["a choice is written `condition ? value : other`"] : [])
  }
}
