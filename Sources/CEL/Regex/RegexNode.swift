/// A parsed regular expression.
indirect enum RegexNode {
  case empty
  case characters(CharacterClass)
  case assertion(RegexAssertion)
  case sequence([RegexNode])
  case choice([RegexNode])
  case repetition(RegexNode, least: Int, most: Int?, isGreedy: Bool)
  case group(RegexNode, number: Int)
}

/// The tests that consume nothing.
enum RegexAssertion: UInt8 {
  case lineStart, lineEnd, textStart, textEnd, wordBoundary, noWordBoundary
}

/// A set of characters.
struct CharacterClass: Sendable {
  /// Sorted by the builder's use; tested in order.
  var ranges: [ClosedRange<UInt32>] = []
  /// Unicode general categories, by first letter or by both.
  var categories: [Category] = []
  var isNegated = false
  /// One bit for each ASCII character, once prepared.
  private var ascii: (UInt64, UInt64)?

  init(ranges: [ClosedRange<UInt32>] = [], categories: [Category] = [], isNegated: Bool = false) {
    self.ranges = ranges
    self.categories = categories
    self.isNegated = isNegated
  }

  /// Notes the answers for ASCII.
  mutating func prepare() {
    var bits: (UInt64, UInt64) = (0, 0)
    for code in UInt8(0)..<128 where contains(Unicode.Scalar(code)) {
      if code < 64 { bits.0 |= 1 << UInt64(code) } else { bits.1 |= 1 << UInt64(code - 64) }
    }
    ascii = bits
  }

  struct Category: Sendable {
    var name: String
    var isNegated: Bool
  }

  static func range(_ first: UInt32, _ last: UInt32) -> CharacterClass {
    CharacterClass(ranges: [first...last])
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let code = scalar.value
    if code < 128, let ascii {
      return (code < 64 ? ascii.0 >> UInt64(code) : ascii.1 >> UInt64(code - 64)) & 1 == 1
    }
    var found = false
    for range in ranges where range.contains(code) {
      found = true
      break
    }
    if !found, !categories.isEmpty {
      found = categories.contains { ($0.name == "Any" || scalar.isIn(category: $0.name)) != $0.isNegated }
    }
    return found != isNegated
  }

  mutating func add(_ other: CharacterClass) {
    guard other.isNegated else {
      ranges += other.ranges
      categories += other.categories
      return
    }
    if other.categories.isEmpty {
      ranges += CharacterClass.complement(other.ranges)
    } else if let category = other.categories.first {
      categories.append(Category(name: category.name, isNegated: !category.isNegated))
    }
  }

  /// Everything outside the ranges.
  static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var next: UInt32 = 0
    var result: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return result
  }

  /// Adds the other case of every letter. Wide ranges get only the ASCII letters.
  func foldingCase() -> CharacterClass {
    var folded = self
    for range in ranges {
      if range.count <= 512 {
        for code in range { folded.ranges += Self.variants(code) }
      } else {
        for (from, to) in [(UInt32(65), UInt32(97)), (97, 65)] {
          for letter in from..<from + 26 where range.contains(letter) {
            folded.ranges.append(letter - from + to...letter - from + to)
          }
        }
      }
    }
    return folded
  }

  private static func variants(_ code: UInt32) -> [ClosedRange<UInt32>] {
    guard let scalar = Unicode.Scalar(code) else { return [] }
    let properties = scalar.properties
    return [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { text in
      let scalars = text.unicodeScalars
      guard scalars.count == 1, let only = scalars.first, only != scalar else { return nil }
      return only.value...only.value
    }
  }
}

extension Unicode.Scalar {
  /// Whether the general category is the named one: `Lu`, or all of `L`.
  func isIn(category name: String) -> Bool {
    let own = Self.categoryNames[properties.generalCategory] ?? "Cn"
    return own == name || (name.utf8.count == 1 && own.hasPrefix(name))
  }

  static let categoryNames: [Unicode.GeneralCategory: String] = [
    .uppercaseLetter: "Lu", .lowercaseLetter: "Ll", .titlecaseLetter: "Lt", .modifierLetter: "Lm",
    .otherLetter: "Lo", .nonspacingMark: "Mn", .spacingMark: "Mc", .enclosingMark: "Me", .decimalNumber: "Nd",
    .letterNumber: "Nl", .otherNumber: "No", .connectorPunctuation: "Pc", .dashPunctuation: "Pd",
    .openPunctuation: "Ps", .closePunctuation: "Pe", .initialPunctuation: "Pi", .finalPunctuation: "Pf",
    .otherPunctuation: "Po", .mathSymbol: "Sm", .currencySymbol: "Sc", .modifierSymbol: "Sk",
    .otherSymbol: "So", .spaceSeparator: "Zs", .lineSeparator: "Zl", .paragraphSeparator: "Zp",
    .control: "Cc", .format: "Cf", .surrogate: "Cs", .privateUse: "Co", .unassigned: "Cn",
  ]
}
