/// Reads RE2 syntax. Look-around and backreferences do not exist, so matching is always linear.
struct RegexParser {
  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
    var isUngreedy = false
  }

  let scalars: [Unicode.Scalar]
  var at = 0
  var flags = Flags()
  var groupCount = 0
  private var depth = 0

  init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  static func wrong(_ message: String) -> EvaluationError {
    EvaluationError(.invalidArgument, "the regular expression is wrong: \(message)")
  }

  var peek: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    at += 1
    return true
  }

  mutating func parse() throws(EvaluationError) -> RegexNode {
    guard scalars.count <= 4096 else { throw Self.wrong("it is longer than 4096 characters") }
    let node = try choice()
    guard at == scalars.count else { throw Self.wrong("unexpected `)`") }
    return node
  }

  private mutating func choice() throws(EvaluationError) -> RegexNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else { throw Self.wrong("it is nested deeper than 100 levels") }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(EvaluationError) -> RegexNode {
    var items: [RegexNode] = []
    while let next = peek, next != "|", next != ")" {
      guard let item = try item() else { continue }
      items.append(try repeated(item))
    }
    return items.isEmpty ? .empty : items.count == 1 ? items[0] : .sequence(items)
  }

  /// One item; nil for a group of flags alone.
  private mutating func item() throws(EvaluationError) -> RegexNode? {
    let scalar = scalars[at]
    at += 1
    switch scalar {
    case "(": return try group()
    case "[": return .characters(folded(try bracket()))
    case ".":
      let newline = CharacterClass(ranges: [10...10], isNegated: true)
      return .characters(flags.dotMatchesNewline ? .range(0, 0x10FFFF) : newline)
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case "*", "+", "?": throw Self.wrong("`\(scalar)` has nothing to repeat")
    case "\\": return try escape()
    default: return .characters(folded(.range(scalar.value, scalar.value)))
    }
  }

  func folded(_ characters: CharacterClass) -> CharacterClass {
    flags.ignoresCase ? characters.foldingCase() : characters
  }

  private mutating func repeated(_ item: RegexNode) throws(EvaluationError) -> RegexNode {
    var item = item
    var isRepeated = false
    while let (least, most) = try bounds() {
      if isRepeated { throw Self.wrong("two repetitions follow each other") }
      isRepeated = true
      let isLazy = take("?")
      item = .repetition(item, least: least, most: most, isGreedy: isLazy == flags.isUngreedy)
    }
    return item
  }

  /// The bounds of a repetition mark at the position.
  private mutating func bounds() throws(EvaluationError) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard peek == "{" else { return nil }
    let start = at
    at += 1
    guard let least = number() else { return literalBrace(start) }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}") else { return literalBrace(start) }
    guard least <= 1000, most ?? 0 <= 1000, most ?? least >= least else {
      throw Self.wrong("a repetition must go from a smaller to a larger count up to 1000")
    }
    return (least, most)
  }

  /// A brace that begins no repetition is a plain character, which the next item reads.
  private mutating func literalBrace(_ start: Int) -> (Int, Int?)? {
    at = start
    return nil
  }

  mutating func number() -> Int? {
    var value: Int?
    while let scalar = peek, ("0"..."9").contains(scalar) {
      value = min(100_000, (value ?? 0) * 10 + Int(scalar.value - 48))
      at += 1
    }
    return value
  }

  /// The rest of a group whose `(` is consumed.
  private mutating func group() throws(EvaluationError) -> RegexNode? {
    let saved = flags
    var number: Int?
    if take("?") {
      if take("P")
        || (peek == "<" && at + 1 < scalars.count && scalars[at + 1] != "=" && scalars[at + 1] != "!")
      {
        guard take("<") else { throw Self.wrong("a named group is written `(?P<name>...)`") }
        try groupName()
        groupCount += 1
        number = groupCount
      } else if try flagsOnly() {
        return nil
      }
    } else {
      groupCount += 1
      number = groupCount
    }
    let inner = try choice()
    guard take(")") else { throw Self.wrong("a group is not closed") }
    flags = saved
    return number.map { .group(inner, number: $0) } ?? inner
  }

  private mutating func groupName() throws(EvaluationError) {
    let start = at
    while let scalar = peek, scalar != ">" {
      guard scalar.isASCII, isLetter(UInt8(scalar.value)) || isDigit(UInt8(scalar.value)) else { break }
      at += 1
    }
    guard at > start, take(">") else { throw Self.wrong("a group name holds letters, digits and `_`") }
  }

  /// Reads `imsU-imsU` with its end; true when they stand alone and hold for the rest of the group.
  private mutating func flagsOnly() throws(EvaluationError) -> Bool {
    var value = true
    while let scalar = peek {
      at += 1
      switch scalar {
      case "i": flags.ignoresCase = value
      case "m": flags.isMultiline = value
      case "s": flags.dotMatchesNewline = value
      case "U": flags.isUngreedy = value
      case "-": value = false
      case ":": return false
      case ")": return true
      default: throw Self.wrong("`(?\(scalar)` is not supported")
      }
    }
    throw Self.wrong("a group is not closed")
  }
}
