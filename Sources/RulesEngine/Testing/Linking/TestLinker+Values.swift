internal import CEL

extension TestLinker {
  /// A value of a declared type; nil after reporting why not. What is computed is computed here and now.
  func value(_ node: Node, _ type: FieldType, _ scope: TestScope) -> Value? {
    if type.value == .timestamp, let text = node.text, !text.contains("${") {
      return instant(node, scope.zone).map(Value.timestamp)
    }
    guard let plan = ValueLinker(linker, scope).link(node, as: type) else { return nil }
    let frame = Frame()
    frame.now = scope.now
    do {
      return try plan.value(in: frame)
    } catch {
      diagnostics.add(
        .error("T0307", "this value cannot be computed: \(error.message)", at: node.headSpan))
      return nil
    }
  }

  /// A text.
  func text(_ node: Node, _ scope: TestScope) -> String? {
    guard case .string(let text)? = value(node, FieldType(.string), scope) else { return nil }
    return text
  }

  /// An instant: RFC 3339, or a local time with its zone, `2026-10-24T16:00[Europe/Berlin]`, or one in the zone of
  /// the test.
  func instant(_ node: Node, _ zone: Zone) -> Timestamp? {
    do {
      return try LocalInstantLiteral.read(node.text ?? "", zone, linker.zones)
    } catch {
      diagnostics.add(
        .error(
          "W0119", "`\(node.text ?? "")` is not an instant", at: node.span, label: error.expected,
          notes: error.notes, help: error.suggestion.map { ["did you mean `\($0)`?"] } ?? []))
      return nil
    }
  }

  /// What a value of a declared type has to be.
  func pattern(_ node: Node, _ type: FieldType, _ scope: TestScope) -> ValuePattern? {
    if node.isNull { return .absent }
    if let entries = node.entries {
      if let contained = entries.first, contained.name == "contains", entries.count == 1 {
        return contains(contained.value, type, scope)
      }
      if case .map(.string, let inner) = type.value { return self.entries(entries, FieldType(inner), scope) }
      if type.value == .dyn { return self.entries(entries, type, scope) }
    }
    guard let value = value(node, type, scope) else { return nil }
    if type.value == .dyn, let text = node.text { return .written(text, value) }
    return .equals(value)
  }

  private func entries(_ entries: [Node.Entry], _ type: FieldType, _ scope: TestScope) -> ValuePattern? {
    let patterns = entries.compactMap { entry in
      pattern(entry.value, type, scope).map { (name: entry.name, pattern: $0) }
    }
    return patterns.count == entries.count ? .entries(patterns) : nil
  }

  private func contains(_ node: Node, _ type: FieldType, _ scope: TestScope) -> ValuePattern? {
    var element = FieldType(.string)
    if case .list(let inner) = type.value { element = FieldType(inner, allowed: type.allowed) }
    let values = (node.items ?? [node]).map { value($0, element, scope) }
    return values.contains { $0 == nil } ? nil : .contains(values.compactMap(\.self))
  }
}

/// A time as tests write it.
enum LocalInstantLiteral {
  static func read(_ text: String, _ zone: Zone, _ zones: ZoneDatabase) throws(LiteralMistake) -> Timestamp {
    if let instant = Timestamp(rfc3339: text) { return Timestamp(microseconds: instant.microseconds) }
    var local = text
    var zone = zone
    if text.hasSuffix("]"), let open = text.firstIndex(of: "[") {
      let name = String(text[text.index(after: open)...].dropLast())
      local = String(text[..<open])
      guard let named = zones.zone(named: name) else {
        throw LiteralMistake(
          expected: "no time zone `\(name)` is known",
          suggestion: Suggestion.best(for: name, among: zones.names).map { "\(local)[\($0)]" })
      }
      zone = named
      // With an offset as well, the offset says which of two it is.
      if let instant = Timestamp(rfc3339: local) { return Timestamp(microseconds: instant.microseconds) }
    }
    let parts = local.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count <= 2, let day = try? DateLiteral.read(String(parts[0])) else { throw expected }
    var seconds = 0
    if parts.count == 2 {
      guard let time = try? TimeOfDayLiteral.read(String(parts[1])) else { throw expected }
      seconds = time.seconds
    }
    guard let instant = zone.instant(localSeconds: Int64(day.daysSince1970 * 86_400 + seconds)) else {
      throw expected
    }
    return instant
  }

  private static let expected = LiteralMistake(
    expected: "expected a time such as `2026-11-21T15:00:00Z` or `2026-11-21T16:00[Europe/Berlin]`")
}
