extension Functions {
  typealias PatternBody = @Sendable (Regex, Arguments) throws(EvaluationError) -> Value

  /// The functions whose second argument is a regular expression.
  static let patternBodies: [String: PatternBody] = [
    "matches": { (regex, it) throws(EvaluationError) in .bool(try regex.matches(try text(it[0]))) },
    "regex.replace": { (regex, it) throws(EvaluationError) in
      let count = it.count > 3 ? try int(it[3]) : -1
      return .string(try replace(regex, try text(it[0]), with: try text(it[2]), count: Int(clamping: count)))
    },
    "regex.extract": { (regex, it) throws(EvaluationError) in
      let scalars = try scalars(it[0])
      guard let match = try regex.firstMatch(in: scalars) else { return .optional(.none) }
      return .optional(OptionalValue(try extracted(match, scalars, regex)))
    },
    "regex.extractAll": { (regex, it) throws(EvaluationError) in
      let scalars = Array(try text(it[0]).unicodeScalars)
      var found: [Value] = []
      for match in try regex.allMatches(in: scalars) { found.append(try extracted(match, scalars, regex)) }
      return .list(List(found))
    },
  ]

  static let patterns: [FunctionDeclaration] = [
    function(
      "regex.replace", plain([.string, .string, .string], .string, perElement: 4, pattern("regex.replace")),
      plain([.string, .string, .string, .int], .string, perElement: 4, pattern("regex.replace"))),
    function(
      "regex.extract", plain([.string, .string], .optional(.string), perElement: 4, pattern("regex.extract"))),
    function(
      "regex.extractAll",
      plain([.string, .string], .list(.string), perElement: 4, pattern("regex.extractAll"))),
  ]

  /// The body that compiles the pattern at every call.
  static func pattern(_ name: String) -> Overload.Body {
    { (it) throws(EvaluationError) in
      guard let body = patternBodies[name] else { throw invalid("there is no function \(name)") }
      return try body(try Regex(try text(it[1])), it)
    }
  }

  /// The overload with its constant pattern compiled; as it was when the pattern is wrong, to fail when evaluated.
  static func precompiled(_ overload: Overload, _ name: String, pattern: String) -> Overload {
    guard let regex = try? Regex(pattern), let body = patternBodies[name] else { return overload }
    var overload = overload
    overload.body = { (it) throws(EvaluationError) in try body(regex, it) }
    return overload
  }

  /// The only group's text, or the whole match when there is no group.
  private static func extracted(
    _ match: Regex.Match, _ scalars: [Unicode.Scalar], _ regex: Regex
  ) throws(EvaluationError) -> Value {
    guard regex.groupCount < 2 else { throw invalid("the pattern has more than one group") }
    let range = regex.groupCount == 1 ? match.groups[1] ?? 0..<0 : match.range
    return .string(String(scalars[range]))
  }

  /// Replaces up to `count` matches (all when negative); `\1` in the replacement stands for a group.
  private static func replace(
    _ regex: Regex, _ text: String, with replacement: String, count: Int
  ) throws(EvaluationError) -> String {
    let scalars = Array(text.unicodeScalars)
    let parts = try parse(replacement, groups: regex.groupCount)
    var result = String.UnicodeScalarView()
    var end = 0
    for match in try regex.allMatches(in: scalars, limit: count < 0 ? .max : count) {
      result.append(contentsOf: scalars[end..<match.range.lowerBound])
      for part in parts {
        switch part {
        case .scalar(let scalar): result.append(scalar)
        case .group(let number):
          if let range = match.groups[number] { result.append(contentsOf: scalars[range]) }
        }
      }
      guard result.count <= maxResult / 4 else { throw tooLarge() }
      end = match.range.upperBound
    }
    result.append(contentsOf: scalars[end...])
    return String(result)
  }

  private enum ReplacementPart {
    case scalar(Unicode.Scalar)
    case group(Int)
  }

  private static func parse(_ text: String, groups: Int) throws(EvaluationError) -> [ReplacementPart] {
    var parts: [ReplacementPart] = []
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        parts.append(.scalar(scalar))
        continue
      }
      guard let next = rest.popFirst() else { throw invalid("the replacement ends with a backslash") }
      if next == "\\" {
        parts.append(.scalar(next))
      } else if let digit = Int(String(next)), next.isASCII, digit <= groups {
        parts.append(.group(digit))
      } else {
        throw invalid("`\\\(next)` in the replacement stands for no group")
      }
    }
    return parts
  }
}

extension String {
  /// A text of the given scalars.
  init(_ scalars: ArraySlice<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self = String(view)
  }
}
