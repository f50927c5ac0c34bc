/// Reads tokens into a syntax tree by precedence climbing. The first structural mistake ends the reading; bad
/// literals and characters before it are all reported.
struct Parser {
  /// Thrown after an issue was recorded.
  struct Stop: Error {}

  var syntax = Syntax()
  var issues: [Issue] = []
  let limits: Limits
  let profile: Profile
  let tokens: [Token]
  let octets: [UInt8]
  let contents: [Int32: [UInt8]]
  var at = 0
  var depth = 0

  /// Parses a whole source.
  static func parse(_ source: String, profile: Profile, limits: Limits) throws(CompileError) -> Syntax {
    guard source.utf8.count <= limits.maxSourceBytes else {
      throw CompileError(
        issues: [
          Issue(
            code: "C0301",
            message: "the expression is longer than \(limits.maxSourceBytes) bytes",
            label: "the limit is here",
            range: limits.maxSourceBytes..<limits.maxSourceBytes,
            notes: ["it has \(source.utf8.count) bytes"])
        ], isSyntax: true)
    }
    var lexer = Lexer(source, profile: profile)
    let tokens = lexer.tokens()
    var parser = Parser(lexer: lexer, tokens: tokens, limits: limits)
    parser.syntax.source = source
    do {
      parser.syntax.root = try parser.whole()
    } catch {
      // The issue stands in the list.
    }
    var issues = lexer.issues + parser.issues
    guard !issues.isEmpty else { return parser.syntax }
    issues.sort { $0.range.lowerBound < $1.range.lowerBound }
    throw CompileError(issues: Array(issues.prefix(limits.maxIssues)), isSyntax: true)
  }

  private init(lexer: Lexer, tokens: [Token], limits: Limits) {
    self.limits = limits
    self.profile = lexer.profile
    self.tokens = tokens
    octets = lexer.source
    contents = lexer.contents
    syntax.nodes.reserveCapacity(tokens.count)
  }

  private mutating func whole() throws(Stop) -> Syntax.ID {
    if token.kind == .end {
      throw fail("C0108", "the expression is empty", token.range, label: "expected an expression")
    }
    let root = try expression()
    guard token.kind == .end else { throw unexpected("expected an operator or the end") }
    return root
  }

  var token: Token { tokens[at] }

  mutating func advance() { if at + 1 < tokens.count { at += 1 } }

  /// Consumes the token if it is of the given kind.
  mutating func take(_ kind: Token.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: Token.Kind, _ what: String) throws(Stop) {
    guard take(kind) else { throw unexpected("expected \(what)") }
  }

  func text(_ token: Token) -> String { String(decoding: octets[token.range], as: UTF8.self) }

  /// Adds a node that spans from `start` to the last consumed token.
  mutating func add(_ kind: Syntax.Kind, from start: Int32, children: Syntax.ID...) throws(Stop) -> Syntax.ID
  {
    try add(kind, from: start, childList: children)
  }

  mutating func add(
    _ kind: Syntax.Kind, from start: Int32, childList: [Syntax.ID]
  ) throws(Stop) -> Syntax.ID {
    var depth: Int32 = 1
    for child in childList { depth = max(depth, syntax[child].depth + 1) }
    let end = at > 0 ? max(start, tokens[at - 1].end) : start
    guard depth <= limits.maxDepth else { throw tooDeep(Int(start)..<Int(end)) }
    guard syntax.nodes.count < limits.maxNodes else {
      throw fail(
        "C0303", "the expression has more than \(limits.maxNodes) parts", Int(start)..<Int(end))
    }
    syntax.nodes.append(Syntax.Node(kind: kind, start: start, end: end, depth: depth))
    return Syntax.ID(syntax.nodes.count - 1)
  }
}
