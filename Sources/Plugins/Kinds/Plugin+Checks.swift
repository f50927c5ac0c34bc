internal import CEL
package import RulesEngine

extension Plugin {
  /// The checks it adds: each looks at one definition as written, and reports what its authors do not want.
  package var checks: [(Node, Diagnostics) -> Void] {
    let first = manifest.functions.count + manifest.kinds.count
    return manifest.checks.enumerated().map { index, check in
      var hasEnded = false
      return { root, diagnostics in
        // A check that takes too long on one definition would on each.
        if hasEnded { return }
        let check = DefinitionCheck(plugin: self, name: check.value, export: first + index)
        hasEnded = !check.run(root, diagnostics)
      }
    }
  }
}

/// One check of a plugin.
///
/// ```lua
/// return { checks = { described = function(definition)
///   if not definition.fields.description then
///     return { { message = "this " .. definition.kind .. " has no description", help = "add `description`" } }
///   end
/// end } }
/// ```
private struct DefinitionCheck {
  let plugin: Plugin
  let name: String
  let export: Int

  /// More findings about one definition are no help.
  private static let maxFindings = 20

  /// Looks at one definition; false when the check cannot be run any more.
  func run(_ root: Node, _ diagnostics: Diagnostics) -> Bool {
    guard let entries = root.entries, let first = entries.first else { return true }
    let definition = Value.map(
      Map([
        ("kind", .string(first.name)), ("id", .string(first.value.text ?? "")),
        ("file", .string(root.source.file)), ("fields", KindLowering.value(root)),
      ]))
    let result: Value?
    do throws(ScriptError) {
      result = try plugin.pool.use { instance throws(ScriptError) in
        guard let function = instance.exports[export] else { return nil }
        return try instance.call(function, with: [definition])
      }
    } catch {
      diagnostics.add(
        .warning(
          "L0807", "the check `\(name)` of plugin `\(plugin.name)` failed: \(error.message)",
          at: first.value.span, notes: error.traceback.prefix(1).map { "at \($0)" }))
      return !InterpreterPool.isFatal(error.kind)
    }
    guard case .list(let list)? = result else { return true }
    for case .map(let finding) in list.elements.prefix(Self.maxFindings) {
      report(finding, root, first, diagnostics)
    }
    return true
  }

  /// A finding, at the key that it names with `at`, else at the definition's id.
  private func report(_ finding: Map, _ root: Node, _ first: Node.Entry, _ diagnostics: Diagnostics) {
    guard let message = finding["message"].map({ ScriptLog.tidy($0.text) }) else { return }
    var place = first.value.span
    if let path = finding["at"]?.text {
      var node: Node? = root
      for part in path.split(separator: ".") { node = node.flatMap { Self.child(String(part), of: $0) } }
      place = node?.headSpan ?? place
    }
    let help = finding["help"].map { [ScriptLog.tidy($0.text)] } ?? []
    let notes = ["says plugin `\(plugin.name)`, check `\(name)`"]
    let isError = finding["severity"] == .string("error")
    diagnostics.add(
      Diagnostic(isError ? .error : .warning, "L0807", message, at: place, notes: notes, help: help))
  }

  /// An entry by name, or an item by its number from 1.
  private static func child(_ name: String, of node: Node) -> Node? {
    if let items = node.items {
      return Int(name).flatMap { items.indices.contains($0 - 1) ? items[$0 - 1] : nil }
    }
    return node[name]
  }
}
