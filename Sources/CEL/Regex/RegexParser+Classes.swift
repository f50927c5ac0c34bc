extension RegexParser {
  /// An escape outside brackets; its backslash is consumed.
  mutating func escape() throws(EvaluationError) -> RegexNode {
    guard let scalar = peek else { throw Self.wrong("it ends with a backslash") }
    switch scalar {
    case "b", "B", "A", "z":
      at += 1
      let kinds: [Unicode.Scalar: RegexAssertion] = [
        "b": .wordBoundary, "B": .noWordBoundary, "A": .textStart, "z": .textEnd,
      ]
      return .assertion(kinds[scalar] ?? .textStart)
    case "Q":
      at += 1
      return quotedText()
    default:
      if let named = try namedClass() { return .characters(folded(named)) }
      let code = try escapedCharacter()
      return .characters(folded(.range(code, code)))
    }
  }

  private mutating func quotedText() -> RegexNode {
    var items: [RegexNode] = []
    while let scalar = peek {
      at += 1
      if scalar == "\\", take("E") { break }
      items.append(.characters(folded(.range(scalar.value, scalar.value))))
    }
    return .sequence(items)
  }

  private static let digits = CharacterClass.range(48, 57)
  private static let spaces = CharacterClass(ranges: [9...10, 12...13, 32...32])
  private static let wordCharacters = CharacterClass(ranges: [48...57, 65...90, 95...95, 97...122])

  /// `\d`, `\pL` and the like at the position; nil when another escape stands there.
  private mutating func namedClass() throws(EvaluationError) -> CharacterClass? {
    guard let scalar = peek else { return nil }
    var made: CharacterClass
    switch scalar {
    case "d", "D": made = Self.digits
    case "s", "S": made = Self.spaces
    case "w", "W": made = Self.wordCharacters
    case "p", "P":
      at += 1
      made = try property()
      if scalar == "P" { made.isNegated.toggle() }
      return made
    default: return nil
    }
    at += 1
    made.isNegated = scalar.value < 97
    return made
  }

  private mutating func property() throws(EvaluationError) -> CharacterClass {
    var name = ""
    var isNegated = false
    if take("{") {
      isNegated = take("^")
      while let scalar = peek, scalar != "}" {
        name.unicodeScalars.append(scalar)
        at += 1
      }
      guard take("}") else { throw Self.wrong("a character property is not closed") }
    } else if let scalar = peek {
      name.unicodeScalars.append(scalar)
      at += 1
    }
    let known = Set(Unicode.Scalar.categoryNames.values)
    guard
      name == "Any" || known.contains(name) || (name.utf8.count == 1 && known.contains { $0.hasPrefix(name) })
    else { throw Self.wrong("there is no character property `\(name)`") }
    return CharacterClass(
      categories: [CharacterClass.Category(name: name, isNegated: false)], isNegated: isNegated)
  }

  /// The code of an escaped single character; its backslash is consumed.
  private mutating func escapedCharacter() throws(EvaluationError) -> UInt32 {
    guard let scalar = peek else { throw Self.wrong("it ends with a backslash") }
    at += 1
    switch scalar {
    case "a": return 7
    case "f": return 12
    case "n": return 10
    case "r": return 13
    case "t": return 9
    case "v": return 11
    case "x": return try hexCode()
    case "0"..."7": return try octalCode(scalar)
    default:
      guard scalar.isASCII, !isLetter(UInt8(scalar.value)) || scalar == "_", !isDigit(UInt8(scalar.value))
      else {
        throw Self.wrong("`\\\(scalar)` is not supported")
      }
      return scalar.value
    }
  }

  private mutating func hexCode() throws(EvaluationError) -> UInt32 {
    let isBraced = take("{")
    var (code, count): (UInt32, Int) = (0, 0)
    while let scalar = peek, scalar.isASCII, let digit = JSONText.hexDigit(UInt8(scalar.value)),
      isBraced || count < 2
    {
      code = min(0x110000, code * 16 + digit)
      count += 1
      at += 1
    }
    guard isBraced ? count > 0 && take("}") : count == 2, Unicode.Scalar(code) != nil else {
      throw Self.wrong("`\\x` takes two digits, or any in braces")
    }
    return code
  }

  private mutating func octalCode(_ first: Unicode.Scalar) throws(EvaluationError) -> UInt32 {
    var code = first.value - 48
    var count = 1
    while let scalar = peek, ("0"..."7").contains(scalar), count < 3 {
      code = code * 8 + scalar.value - 48
      count += 1
      at += 1
    }
    guard first == "0" || count == 3 else { throw Self.wrong("backreferences are not supported") }
    return code
  }

  /// A class in brackets whose `[` is consumed.
  mutating func bracket() throws(EvaluationError) -> CharacterClass {
    var made = CharacterClass()
    let isNegated = take("^")
    var isFirst = true
    while let scalar = peek {
      if scalar == "]", !isFirst {
        at += 1
        made.isNegated = isNegated
        return made
      }
      isFirst = false
      if scalar == "[", at + 1 < scalars.count, scalars[at + 1] == ":" {
        made.add(try posixClass())
      } else {
        try member(&made)
      }
    }
    throw Self.wrong("a bracket is not closed")
  }

  private mutating func member(_ made: inout CharacterClass) throws(EvaluationError) {
    if take("\\") {
      if let named = try namedClass() {
        made.add(named)
        return
      }
      at -= 1
    }
    let first = try bracketCharacter()
    guard peek == "-", at + 1 < scalars.count, scalars[at + 1] != "]" else {
      made.ranges.append(first...first)
      return
    }
    at += 1
    let last = try bracketCharacter()
    guard last >= first else { throw Self.wrong("a range in brackets runs backwards") }
    made.ranges.append(first...last)
  }

  private mutating func bracketCharacter() throws(EvaluationError) -> UInt32 {
    if take("\\") { return try escapedCharacter() }
    guard let scalar = peek else { throw Self.wrong("a bracket is not closed") }
    at += 1
    return scalar.value
  }

  private mutating func posixClass() throws(EvaluationError) -> CharacterClass {
    at += 2
    let isNegated = take("^")
    var name = ""
    while let scalar = peek, scalar != ":" {
      name.unicodeScalars.append(scalar)
      at += 1
    }
    guard take(":"), take("]"), let ranges = Self.posix[name] else {
      throw Self.wrong("there is no character class `[:\(name):]`")
    }
    return CharacterClass(ranges: ranges, isNegated: isNegated)
  }

  private static let posix: [String: [ClosedRange<UInt32>]] = [
    "alnum": [48...57, 65...90, 97...122], "alpha": [65...90, 97...122], "ascii": [0...127],
    "blank": [9...9, 32...32], "cntrl": [0...31, 127...127], "digit": [48...57], "graph": [33...126],
    "lower": [97...122], "print": [32...126], "punct": [33...47, 58...64, 91...96, 123...126],
    "space": [9...13, 32...32], "upper": [65...90], "word": [48...57, 65...90, 95...95, 97...122],
    "xdigit": [48...57, 65...70, 97...102],
  ]
}
