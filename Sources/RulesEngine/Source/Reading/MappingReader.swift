/// Reads the keys of one mapping, so that a decoder looks like a table of its keys.
///
/// Every key asked for counts as known; ``finish()`` reports the others, with what was probably meant, and
/// the required
/// keys that are missing. All mistakes are reported, not only the first.
/// ```swift
/// let rule = ValueReader<Rule>.mapping("rule") { keys in
///   let id = keys.required("rule", .identifier)
///   let on = keys.required("on", .oneOrMany(of: .identifier))
///   let priority = keys.optional("priority", .int(in: -1000...1000)) ?? 0
///   guard let id, let on else { return nil }
///   return Rule(id: id, on: on, priority: priority)
/// }
/// ```
public final class MappingReader {
  /// The mapping.
  public let node: Node
  /// What it is, for messages: `rule`, `step`.
  public let what: String
  /// Where mistakes go.
  public let diagnostics: Diagnostics
  private let entries: [Node.Entry]
  private var known: [String] = []
  private var missing: [String] = []
  private var isSound = true

  /// Begins to read a mapping; reports a node that is none, and returns `nil`.
  public init?(_ node: Node, _ what: String, _ context: ReadContext) {
    guard let entries = node.entries else {
      context.reportKind(of: node, expected: "a mapping")
      return nil
    }
    self.node = node
    self.what = what
    self.entries = entries
    diagnostics = context.diagnostics
  }

  /// Reads a key that must be there; `nil` after a mistake.
  public func required<Value>(_ key: String, _ reader: ValueReader<Value>) -> Value? {
    if entry(key) == nil { missing.append(key) }
    return optional(key, reader)
  }

  /// Reads a key that may be absent; `nil` if it is, or after a mistake.
  public func optional<Value>(_ key: String, _ reader: ValueReader<Value>) -> Value? {
    guard let entry = entry(key) else { return nil }
    let value: Value?
    if entry.value.isEmpty, !(Value.self == Node.self) {
      reportEmpty(entry, reader.expected)
      value = nil
    } else {
      value = reader.read(entry.value, ReadContext(diagnostics, name: key))
    }
    if value == nil { isSound = false }
    return value
  }

  /// The entry of a key, which is thereby known.
  public func entry(_ key: String) -> Node.Entry? {
    if !known.contains(key) { known.append(key) }
    return entries.first { $0.name.utf8.elementsEqual(key.utf8) }
  }

  /// Whether the key is there, which is thereby known.
  public func has(_ key: String) -> Bool { entry(key) != nil }

  /// Declares keys that are valid here but not read, so that they are neither unknown nor forgotten in the
  /// list of keys.
  public func allow(_ keys: String...) {
    for key in keys { _ = entry(key) }
  }

  /// The entries nobody asked for so far, which are thereby all accepted: for mappings with free keys.
  public func others() -> [Node.Entry] {
    let others = entries.filter { entry in !known.contains { $0.utf8.elementsEqual(entry.name.utf8) } }
    for entry in others { known.append(entry.name) }
    return others
  }

  /// Reports a mistake in this mapping.
  public func report(_ finding: Diagnostic) {
    if finding.severity == .error { isSound = false }
    diagnostics.add(finding)
  }

  /// Reports unknown and missing keys; whether everything was right.
  public func finish() -> Bool {
    var meant: Set<String> = []
    let unknown = entries.filter { entry in !known.contains { $0.utf8.elementsEqual(entry.name.utf8) } }
    // More than this in one mapping is no slip; each costs a search for what was meant.
    for entry in unknown.prefix(20) {
      if let name = reportUnknown(entry) { meant.insert(name) }
    }
    reportMissing(missing.filter { !meant.contains($0) })
    return isSound && missing.isEmpty
  }
}

extension MappingReader {
  private func reportEmpty(_ entry: Node.Entry, _ expected: String) {
    isSound = false
    diagnostics.add(
      .error(
        "W0104", "`\(entry.name)` has no value", at: entry.key.span, label: "expected \(expected)",
        help: ["write a value, or remove the key"]))
  }

  /// Reports a key that is not known; returns the one that was probably meant.
  private func reportUnknown(_ entry: Node.Entry) -> String? {
    isSound = false
    let absent = known.filter { key in !entries.contains { $0.name.utf8.elementsEqual(key.utf8) } }
    let meant = Suggestion.best(for: entry.name, among: absent)
    let isSlip = meant != nil && Suggestion.closest(to: entry.name, among: absent) == meant
    diagnostics.add(
      .error(
        "W0101", "unknown key `\(entry.name)` in \(what)", at: entry.key.span,
        notes: ["keys of this \(what): \(known.map { "`\($0)`" }.joined(separator: ", "))"],
        help: meant.map { ["did you mean `\($0)`?"] } ?? [],
        fix: meant.map { Fix(isSlip ? .safe : .maybe, [.init(entry.key.span, $0)]) }))
    return meant
  }

  private func reportMissing(_ keys: [String]) {
    guard !keys.isEmpty else { return }
    let list = keys.map { "`\($0)`" }.joined(separator: ", ")
    let place = entries.first.map { $0.key.source.span(of: $0.key.range) } ?? node.headSpan
    diagnostics.add(
      .error(
        "W0102", "\(what) needs \(list)", at: place,
        label: "\(list) \(keys.count == 1 ? "is" : "are") missing",
        help: ["add \(keys.map { "`\($0): …`" }.joined(separator: " and "))"]))
  }
}
