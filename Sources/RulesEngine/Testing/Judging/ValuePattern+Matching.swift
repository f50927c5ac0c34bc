internal import CEL

extension ValuePattern {
  /// Whether a value is as it has to be; nil is a missing one.
  func fits(_ value: Value?) -> Bool {
    switch self {
    case .absent: return value == nil || value.map { $0.isEqual(to: .null) } == true
    case .equals(let expected): return value.map { expected.isEqual(to: $0) } ?? false
    case .contains(let parts): return value.map { Self.holds($0, parts) } ?? false
    case .entries(let entries):
      guard case .map(let map)? = value else { return false }
      return entries.allSatisfy { $0.pattern.fits(map[.string($0.name)]) }
    case .written(let text, let expected):
      guard let value else { return false }
      if expected.isEqual(to: value) { return true }
      guard case .string(let actual) = value else { return false }
      return Decimal(text).flatMap { number in Decimal(actual).map { $0 == number } } ?? (actual == text)
    }
  }

  private static func holds(_ value: Value, _ parts: [Value]) -> Bool {
    switch value {
    case .string(let text): parts.allSatisfy { text.contains($0.text) }
    case .list(let list): parts.allSatisfy { part in list.elements.contains { $0.isEqual(to: part) } }
    default: false
    }
  }

  /// What is expected, for people.
  var words: String {
    switch self {
    case .absent: return "nothing"
    case .equals(let value): return value.words
    case .contains(let parts): return "something with \(parts.map(\.words).joined(separator: ", "))"
    case .entries(let entries):
      return "{\(entries.map { "\($0.name): \($0.pattern.words)" }.joined(separator: ", "))}"
    case .written(let text, _): return text
    }
  }
}

extension Value {
  /// The value as it would be written in a test.
  var words: String {
    guard case .duration(let length) = self else { return description }
    let seconds = length.nanoseconds / 1_000_000_000
    guard length.nanoseconds == seconds * 1_000_000_000, seconds > 0 else { return description }
    for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)] where seconds.isMultiple(of: size) {
      return "\(seconds / size)\(unit)"
    }
    return description
  }
}
