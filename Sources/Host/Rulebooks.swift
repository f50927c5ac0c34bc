internal import CEL
internal import Plugins
public import RuleFiles
public import RulesEngine

/// Loads rulebooks with the families and their plugins: the one way in for whatever runs, checks or explains.
public enum Rulebooks {
  /// Reads and links a folder with the plugins below its `plugins/`.
  ///
  /// - Throws: when the folder cannot be read. Mistakes in it are findings of the result.
  public static func load(folder: String) throws(RulebookLoader.Failure) -> LoadedRulebook {
    try RulebookLoader.load(folder: folder, families: Families.make(), plugins: plugin)
  }

  /// Links files that were kept, such as those of an earlier version in the journal.
  public static func load(files: [SourceFile]) -> LoadedRulebook {
    RulebookLoader.load(files: files, families: Families.make(), plugins: plugin)
  }

  private static func plugin(
    _ manifest: Node, _ files: [SourceFile], _ diagnostics: Diagnostics
  ) -> RulebookLoader.Extension? {
    guard let read = PluginManifest.read(manifest, diagnostics),
      let plugin = Plugin.load(read, files: files, diagnostics: diagnostics)
    else { return nil }
    return (plugin.kinds, plugin.functions, read.actions)
  }
}
