/// Writes text as a YAML scalar.
public enum YAMLQuoting {
  /// The text in quotes: double quotes, or single ones if it holds double quotes or backslashes and nothing
  /// unprintable.
  ///
  /// ```swift
  /// YAMLQuoting.quoted("!done")              // "!done" in double quotes
  /// YAMLQuoting.quoted(#"tier == "vip""#)    // 'tier == "vip"'
  /// ```
  public static func quoted(_ text: String) -> String {
    let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
    if isPrintable, text.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C }) {
      var result = "'"
      for scalar in text.unicodeScalars {
        result += scalar == "'" ? "''" : String(scalar)
      }
      return result + "'"
    }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count == 1 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
