internal import CEL
internal import RulesEngine

/// Writes a plugin's settings as Lua text, so that they are plain values of every call.
enum ConfigText {
  /// `config = { region = "us" }`; nil after reporting settings that are unknown, missing or of the wrong type.
  static func lua(
    _ manifest: PluginManifest, _ given: [(name: Located<String>, value: Node)], _ diagnostics: Diagnostics
  ) -> String? {
    var isSound = true
    for setting in given where !manifest.settings.contains(where: { $0.name.value == setting.name.value }) {
      let names = manifest.settings.map(\.name.value)
      let meant = Suggestion.best(for: setting.name.value, among: names)
      diagnostics.add(
        .error(
          "W0101", "plugin `\(manifest.name.value)` has no setting `\(setting.name.value)`",
          at: setting.name.span,
          notes: ["settings: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
          help: meant.map { ["did you mean `\($0)`?"] } ?? []))
      isSound = false
    }
    var entries: [String] = []
    for setting in manifest.settings {
      let node = given.first { $0.name.value == setting.name.value }?.value ?? setting.standard
      guard let node else {
        diagnostics.add(
          .error(
            "W0102", "plugin `\(manifest.name.value)` needs the setting `\(setting.name.value)`",
            at: setting.name.span))
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
    let context = ReadContext(diagnostics, name: setting.name.value)
    switch setting.type.value {
    case .bool: return ValueReader<Bool>.bool.read(node, context).map { $0 ? "true" : "false" }
    case .int:
      return ValueReader<Int>.int(in: .min ... .max).read(node, context).map { "math.tointeger(\"\($0)\")" }
    case .double, .decimal:
      return ValueReader<DecimalLiteral>.decimal.read(node, context)
        .map { setting.type.value == .double ? "(\($0.digits) + 0.0)" : "decimal(\"\($0.digits)\")" }
    case .money:
      return ValueReader<String>.text.read(node, context).map { "money(\(quoted($0)))" }
    default: return ValueReader<String>.anyText.read(node, context).map(quoted)
    }
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
