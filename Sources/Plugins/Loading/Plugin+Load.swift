internal import CEL
package import RulesEngine

extension Plugin {
  /// Loads a plugin and tries everything that can be tried without an event: its files compile, its main file runs,
  /// and the functions it promises are there.
  ///
  /// - Parameters:
  ///   - manifest: its `plugin.yaml`.
  ///   - files: every file of its folder, by path from there; only they can be required.
  ///   - config: what the rulebook sets, by name.
  ///   - place: where the rulebook sets it.
  ///   - diagnostics: receives every finding; the result is nil when one of them is an error.
  package static func load(
    _ manifest: PluginManifest, files: [SourceFile], config: [(name: Located<String>, value: Node)] = [],
    at place: SourceSpan? = nil, log: ScriptLog = .none, diagnostics: Diagnostics
  ) -> Plugin? {
    let name = manifest.name.value
    guard let main = files.first(where: { $0.path == manifest.main.value }) else {
      diagnostics.add(
        .error("L0803", "plugin `\(name)` has no file `\(manifest.main.value)`", at: manifest.main.span))
      return nil
    }
    guard let settings = ConfigText.lua(manifest, config, at: place, diagnostics) else { return nil }
    var bundle = ScriptBundle(name: name, limits: manifest.limits, grants: manifest.grants, log: log)
    bundle.config = settings
    bundle.exports =
      manifest.functions.map(\.name.value) + manifest.kinds.map { "kinds.\($0.name.value)" }
      + manifest.checks.map { "checks.\($0.value)" } + manifest.actions.map { "actions.\($0.name.value)" }
      + manifest.enrichers.map { "enrichers.\($0.event.value).\($0.field.value)" }
    bundle.mains = [named(main, name)]
    bundle.modules = files.filter { $0.path.hasSuffix(".lua") && $0.path != main.path }
      .map { (moduleName($0.path), named($0, name)) }
    let instance: ScriptInstance
    do throws(ScriptError) {
      instance = try ScriptInstance(bundle)
    } catch {
      diagnostics.add(error.diagnostic(in: bundle, at: manifest.name.span))
      return nil
    }
    // Actions may be left to the host.
    let promises = manifest.functions.map(\.name) + manifest.kinds.map(\.name) + manifest.checks
    let fields = manifest.enrichers.indices.map { bundle.exports.count - manifest.enrichers.count + $0 }
    let needed =
      promises.indices.map { ($0, promises[$0].span) }
      + zip(fields, manifest.enrichers.map(\.field.span)).map { ($0, $1) }
    let missing = needed.filter { instance.exports[$0.0] == nil }
    for (index, span) in missing { diagnostics.add(noFunction(bundle.exports[index], span, main)) }
    guard missing.isEmpty else { return nil }
    ScriptCheck(bundle: bundle, diagnostics: diagnostics).run()
    return Plugin(
      manifest: manifest, hash: Linker.hash(files), pool: InterpreterPool(bundle, first: instance),
      provided: Set(instance.exports.indices.filter { instance.exports[$0] != nil }))
  }

  /// The file under the name that messages show.
  private static func named(_ file: SourceFile, _ plugin: String) -> SourceFile {
    SourceFile(path: "\(plugin)/\(file.path)", utf8: file.utf8)
  }

  /// `lib/text.lua` is required as `lib.text`.
  private static func moduleName(_ path: String) -> String {
    path.dropLast(4).split(separator: "/").joined(separator: ".")
  }

  private static func noFunction(_ path: String, _ span: SourceSpan, _ main: SourceFile) -> Diagnostic {
    let names = path.split(separator: ".")
    let table =
      names.dropLast().map { "\($0) = { " }.joined() + "\(names.last ?? "f") = function(...) ... end"
    return .error(
      "L0802", "`\(path)` is promised and not provided", at: span,
      label: "`\(main.path)` returns no such function",
      help: [
        "let it return `{ \(table)\(String(repeating: " }", count: names.count - 1)) }`, or remove the promise"
      ])
  }
}

extension ScriptError {
  /// The error at its line of the bundle's files, or at `fallback`.
  func diagnostic(in bundle: ScriptBundle, at fallback: SourceSpan) -> Diagnostic {
    let files = bundle.mains + bundle.modules.map(\.file)
    for place in places {
      guard let file = files.first(where: { $0.path == place.file }) else { continue }
      let source = SourceText(file: file.path, utf8: file.utf8)
      return .error("L0801", message, at: source.span(of: source.words(ofLine: place.line)))
    }
    return .error("L0801", message, at: fallback)
  }
}

extension SourceText {
  /// The bytes of a line without the blanks before and after.
  fileprivate func words(ofLine line: Int) -> Range<Int> {
    let bytes = bytes(ofLine: line)
    var (start, end) = (bytes.lowerBound, bytes.upperBound)
    while start < end, utf8[start] == 0x20 || utf8[start] == 0x09 { start += 1 }
    while end > start, utf8[end - 1] == 0x20 || utf8[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }
}
