internal import CEL
internal import Plugins
public import RuleFiles
public import RulesEngine

/// Files that are made for people who write rules and plugins.
public enum PluginScaffold {
  /// Whether a plugin can be called so: letters, digits and dashes, a letter first.
  public static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, (0x61...0x7A).contains(first | 0x20), name.utf8.count <= 60 else {
      return false
    }
    return name.utf8.allSatisfy {
      (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2D
    }
  }

  /// A plugin that works, with a test that passes; paths from its folder.
  public static func files(named name: String) -> [SourceFile] { PluginTemplate.files(name: name) }

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
