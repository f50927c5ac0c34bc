import RulesEngine

/// Unquoted words that YAML 1.1 reads as something other than text.
enum AmbiguousWord {
  /// A warning about a value such as `NO`, `on`, `22:30` or `0755`; `nil` if it is plain to everybody.
  static func finding(_ node: Node, _ text: String) -> Diagnostic? {
    guard let other = reading(text) else { return nil }
    let quoted = "\"\(text)\""
    return .warning(
      "W0021", "unquoted `\(text)` reads as text here, but as \(other) in many YAML tools", at: node.span,
      label: "the value is \(quoted)", help: ["quote it: `\(quoted)`"], fix: .safe(node.span, quoted))
  }

  /// What YAML 1.1 makes of a word.
  private static func reading(_ text: String) -> String? {
    guard text.utf8.count <= 8 else { return nil }
    let isCased =
      text == text.lowercased() || text == text.uppercased()
      || text == text.prefix(1).uppercased() + text.dropFirst().lowercased()
    if isCased {
      switch text.lowercased() {
      case "yes", "on": return "`true`"
      case "no", "off": return "`false`"
      default: break
      }
    }
    return sexagesimal(text) ?? octal(text)
  }

  /// `22:30` is 22 times 60 plus 30.
  private static func sexagesimal(_ text: String) -> String? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, text.utf8.first.map({ (0x31...0x39).contains($0) }) == true
    else { return nil }
    var total = 0
    for (index, part) in parts.enumerated() {
      guard let number = Int(part), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        part.utf8.count <= 2,
        index == 0 || number < 60
      else { return nil }
      total = total * 60 + number
    }
    return "the number \(total)"
  }

  private static func octal(_ text: String) -> String? {
    guard text.utf8.count > 1, text.utf8.first == 0x30, text.utf8.allSatisfy({ (0x30...0x37).contains($0) })
    else { return nil }
    return Int(text, radix: 8).map { "the number \($0)" }
  }
}
