/// A text with `${expr}` parts, split into literal pieces and expressions.
///
/// `$${` stands for a literal `${`. The matching brace is found with the language's own lexer, so braces and
/// strings inside an expression do no harm.
///
/// ```swift
/// let text = try Interpolation("Hi ${customer.name}!")
/// // pieces: .text("Hi "), .expression("customer.name", range: 5..<18), .text("!")
/// ```
public struct Interpolation: Sendable {
  /// A piece of the text.
  public enum Piece: Sendable, Hashable {
    /// Text to copy.
    case text(String)
    /// An expression and where it stands in the whole text, in UTF-8 byte offsets (without the braces).
    case expression(String, range: Range<Int>)
  }

  /// The pieces in order; neighbouring literal text is one piece.
  public var pieces: [Piece] = []

  /// Splits a text.
  ///
  /// - Throws: an issue `C0110` when a `${` is never closed, `C0108` when there is nothing between the braces.
  public init(_ text: String) throws(CompileError) {
    let octets = Array(text.utf8)
    var literal: [UInt8] = []
    var at = 0
    while at < octets.count {
      if octets[at...].starts(with: [UInt8(ascii: "$"), UInt8(ascii: "$"), UInt8(ascii: "{")]) {
        literal += [UInt8(ascii: "$"), UInt8(ascii: "{")]
        at += 3
      } else if octets[at...].starts(with: [UInt8(ascii: "$"), UInt8(ascii: "{")]) {
        flush(&literal)
        let end = try Self.end(octets, from: at)
        let range = at + 2..<end
        pieces.append(.expression(String(decoding: octets[range], as: UTF8.self), range: range))
        at = end + 1
      } else {
        literal.append(octets[at])
        at += 1
      }
    }
    flush(&literal)
  }

  private mutating func flush(_ literal: inout [UInt8]) {
    guard !literal.isEmpty else { return }
    pieces.append(.text(String(decoding: literal, as: UTF8.self)))
    literal = []
  }

  /// The position of the brace that closes the one behind `start`.
  private static func end(_ octets: [UInt8], from start: Int) throws(CompileError) -> Int {
    var lexer = Lexer(octets: octets, profile: .rules)
    lexer.position = start + 2
    var depth = 0
    var isEmpty = true
    while true {
      let token = lexer.next()
      switch token.kind {
      case .leftBrace: depth += 1
      case .rightBrace where depth == 0:
        guard !isEmpty else { throw error("C0108", "the expression is empty", start..<Int(token.end)) }
        return Int(token.start)
      case .rightBrace: depth -= 1
      case .end: throw error("C0110", "`${` is not closed", start..<start + 2)
      default: break
      }
      isEmpty = false
    }
  }

  private static func error(_ code: String, _ message: String, _ range: Range<Int>) -> CompileError {
    let help = code == "C0110" ? ["close it with `}`, or write `$${` for a literal `${`"] : []
    return CompileError(
      issues: [Issue(code: code, message: message, label: "begins here", range: range, help: help)],
      isSyntax: true)
  }

  /// The expression when the whole text is exactly one `${expr}`, whose value keeps its type.
  public var single: (source: String, range: Range<Int>)? {
    if pieces.count == 1, case .expression(let source, let range) = pieces[0] { return (source, range) }
    return nil
  }

  /// Whether there is no expression in the text.
  public var isPlain: Bool {
    pieces.allSatisfy { if case .text = $0 { true } else { false } }
  }
}
