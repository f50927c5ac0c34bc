internal import CEL
internal import RulesEngine

/// Writes a plugin's settings as Lua text, so that they are plain values of every call.
enum ConfigText {
  /// `config = { region = "us" }`; nil after reporting settings that are unknown, missing or of the wrong type.
  static func lua(
    _ manifest: PluginManifest, _ given: [(name: Located<String>, value: Node)], at place: SourceSpan? = nil,
    _ diagnostics: Diagnostics
  ) -> String? {
    var isSound = true
    for setting in given where !manifest.settings.contains(where: { $0.name.value == setting.name.value }) {
      let names = manifest.settings.map(\.name.value)
      let meant = Suggestion.best(for: setting.name.value, among: names)
      diagnostics.add(
        .error(
          "W0101", "plugin `\(manifest.name.value)` has no setting `\(setting.name.value)`",
          at: setting.name.span,
          notes: names.isEmpty ? [] : ["settings: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
          help: meant.map { ["did you mean `\($0)`?"] } ?? [],
          fix: meant.map { .maybe(setting.name.span, $0) }))
      isSound = false
    }
    var entries: [String] = []
    for setting in manifest.settings {
      let node = given.first { $0.name.value == setting.name.value }?.value ?? setting.standard
      guard let node else {
        diagnostics.add(
          .error(
            "W0102", "plugin `\(manifest.name.value)` needs the setting `\(setting.name.value)`",
            at: place ?? setting.name.span,
            help: [
              "write `\(setting.name.value): ...` for it in rulebook.yaml, under `plugins: { \(manifest.name.value): { ... } }`"
            ]))
        isSound = false
        continue
      }
      guard let text = literal(node, setting, diagnostics) else {
        isSound = false
        continue
      }
      entries.append("[\(quoted(setting.name.value))] = \(text)")
    }
    return isSound ? "config = { \(entries.joined(separator: ", ")) }" : nil
  }

  private static func literal(
    _ node: Node, _ setting: PluginManifest.Setting, _ diagnostics: Diagnostics
  ) -> String? {
    guard let text = literal(node, setting.type.value, ReadContext(diagnostics, name: setting.name.value))
    else { return nil }
    guard let allowed = setting.type.allowed, let value = node.text, !allowed.contains(value) else {
      return text
    }
    let meant = Suggestion.best(for: value, among: allowed)
    diagnostics.add(
      .error(
        "T0302", "`\(value)` is not one of the values of `\(setting.name.value)`", at: node.span,
        label: "expected one of \(allowed.map { "`\($0)`" }.joined(separator: ", "))",
        help: meant.map { ["did you mean `\($0)`?"] } ?? []))
    return nil
  }

  private static func literal(_ node: Node, _ type: ValueType, _ context: ReadContext) -> String? {
    switch type {
    case .bool: return ValueReader<Bool>.bool.read(node, context).map { $0 ? "true" : "false" }
    case .int:
      return ValueReader<Int>.int(in: .min ... .max).read(node, context).map { "math.tointeger(\"\($0)\")" }
    case .double, .decimal:
      return ValueReader<DecimalLiteral>.decimal.read(node, context)
        .map { type == .double ? "(\($0.digits) + 0.0)" : "decimal(\"\($0.digits)\")" }
    case .money: return money(node, context)
    case .duration:
      return ValueReader<Duration>.elapsed.read(node, context).map { "duration(\(quoted($0.description)))" }
    case .timestamp:
      return ValueReader<Timestamp>.dateOrInstant.read(node, context).map {
        "timestamp(\(quoted($0.description)))"
      }
    case .list(let element):
      guard let items = node.items else {
        context.reportKind(of: node, expected: "a list")
        return nil
      }
      let texts = items.compactMap { literal($0, element, context) }
      return texts.count == items.count ? "{ \(texts.joined(separator: ", ")) }" : nil
    case .map(_, let element):
      guard let entries = node.entries else {
        context.reportKind(of: node, expected: "a mapping")
        return nil
      }
      let texts = entries.compactMap { entry in
        literal(entry.value, element, context).map { "[\(quoted(entry.name))] = \($0)" }
      }
      return texts.count == entries.count ? "{ \(texts.joined(separator: ", ")) }" : nil
    default: return ValueReader<String>.anyText.read(node, context).map(quoted)
    }
  }

  private static func money(_ node: Node, _ context: ReadContext) -> String? {
    guard let text = ValueReader<String>.text.read(node, context) else { return nil }
    if Money(text, default: nil) != nil { return "money(\(quoted(text)))" }
    context.diagnostics.add(
      .error(
        "T0301", "`\(text)` is not an amount of money", at: node.span,
        label: "expected an amount with its currency, for example `15.00 EUR`"))
    return nil
  }

  /// A Lua string literal.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for octet in text.utf8 {
      switch octet {
      case 0x22, 0x5C: result += "\\" + String(UnicodeScalar(octet))
      case 0x20...0x7E: result += String(UnicodeScalar(octet))
      default: result += "\\x" + String(octet >> 4, radix: 16) + String(octet & 15, radix: 16)
      }
    }
    return result + "\""
  }
}
