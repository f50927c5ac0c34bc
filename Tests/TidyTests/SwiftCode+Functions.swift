/// A function, initializer or subscript with a body.
struct SwiftFunction: Equatable {
  let name: String
  /// The line of its keyword, from 1.
  let line: Int
  /// Lines between the braces of the body.
  let length: Int
}

extension SwiftCode {
  /// The functions with a body, in the order of their keywords; nested ones are counted on their own, too.
  var functions: [SwiftFunction] {
    let tokens = self.tokens
    return tokens.indices.compactMap { function(at: $0, in: tokens) }
  }

  private func function(at index: Int, in tokens: [Token]) -> SwiftFunction? {
    let keyword = tokens[index]
    guard ["func", "init", "deinit", "subscript"].contains(keyword.text) else { return nil }
    if index > 0, [".", "`"].contains(tokens[index - 1].text) { return nil }
    guard let open = bodyStart(after: index, in: tokens), let close = partner(of: open, in: tokens) else {
      return nil
    }
    let name = keyword.text == "func" ? Self.name(after: index, in: tokens) : keyword.text
    let length = max(0, tokens[close].line - tokens[open].line - 1)
    return SwiftFunction(name: name, line: keyword.line, length: length)
  }

  private static func name(after index: Int, in tokens: [Token]) -> String {
    let rest = tokens[(index + 1)...]
    return rest.prefix { $0.text != "(" && $0.text != "<" }.map(\.text).joined()
  }

  /// The brace that opens the body; a requirement of a protocol has none.
  private func bodyStart(after keyword: Int, in tokens: [Token]) -> Int? {
    var (index, depth) = (keyword + 1, 0)
    while index < tokens.count {
      let token = tokens[index]
      if token.text == "(" { depth += 1 }
      if token.text == ")" { depth -= 1 }
      if depth == 0 {
        if token.text == "{" { return index }
        let begins = token.line != tokens[index - 1].line && Self.beginnings.contains(token.text)
        if token.text == "}" || begins { return nil }
      }
      index += 1
    }
    return nil
  }

  private func partner(of open: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    for index in open..<tokens.count {
      if tokens[index].text == "{" { depth += 1 }
      if tokens[index].text == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// Words that begin another declaration.
  private static let beginnings: Set<String> = [
    "@", "associatedtype", "case", "enum", "extension", "final", "func", "init", "internal", "let",
    "mutating",
    "nonisolated", "private", "protocol", "public", "static", "struct", "subscript", "typealias", "var",
  ]

  private struct Token {
    let text: String
    let line: Int
  }

  /// Words, and each other character alone.
  private var tokens: [Token] {
    var tokens: [Token] = []
    var (line, word) = (1, "")
    for byte in bytes + [UInt8(ascii: "\n")] {
      let character = Character(UnicodeScalar(byte))
      if character == "_" || character.isLetter || character.isNumber {
        word.append(character)
        continue
      }
      if !word.isEmpty { tokens.append(Token(text: word, line: line)) }
      word = ""
      if character == "\n" {
        line += 1
      } else if character != " " {
        tokens.append(Token(text: String(character), line: line))
      }
    }
    return tokens
  }
}
