internal import CEL
internal import Plugins
public import RuleFiles
public import RulesEngine

/// Files that are made for people who write scripts.
public enum ScriptTools {
  /// A plugin that works, with a test that passes; paths from the folder of all plugins.
  public static func plugin(named name: String) -> [SourceFile] {
    PluginTemplate.files(name: name).map { SourceFile(path: "\(name)/\($0.path)", utf8: $0.utf8) }
  }

  /// Annotations for the Lua language server and its settings, by path from the rulebook's folder; nil when the rulebook
  /// has errors.
  public static func editorFiles(folder: String) throws(RulebookLoader.Failure) -> [SourceFile]? {
    guard let rulebook = try Rulebooks.load(folder: folder).rulebook else { return nil }
    var manifests: [PluginManifest] = []
    var texts = SourceTexts()
    let diagnostics = Diagnostics()
    try RulebookLoader.visitPlugins(folder: folder, diagnostics, &texts) { plugin in
      if let manifest = PluginManifest.read(plugin.manifest, diagnostics) { manifests.append(manifest) }
    }
    return [
      SourceFile(path: ".lua/bylaw.lua", text: Annotations.text(for: rulebook, plugins: manifests)),
      SourceFile(
        path: ".luarc.json",
        text: """
          {
            "runtime.version": "Lua 5.4",
            "workspace.library": [".lua"],
            "diagnostics.globals": ["plugin", "test", "equal", "fails", "at", "given", "requests"]
          }

          """),
    ]
  }
}
