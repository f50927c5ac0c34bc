public import CEL
internal import Plugins
public import RuleFiles
public import RulesEngine
package import Store

/// Loads rulebooks with the families and their plugins: the one way in for whatever runs, checks or explains.
public enum Rulebooks {
  /// Reads and links a folder with the plugins below its `plugins/`.
  ///
  /// - Throws: when the folder cannot be read. Mistakes in it are findings of the result.
  public static func load(folder: String) throws(RulebookLoader.Failure) -> LoadedRulebook {
    try RulebookLoader.load(folder: folder, families: Families.make(), extensions: extensions)
  }

  /// Reads and links a folder with its plugins, and the tests beside its rules.
  ///
  /// - Parameter instant: when it is checked: what is wrong only in the days ahead, such as an on-call schedule with
  ///   nobody in it, is told for the days after it.
  /// - Throws: when the folder cannot be read. Mistakes in it are findings of the result.
  public static func loadWithTests(
    folder: String, at instant: Timestamp? = nil
  ) throws(RulebookLoader.Failure) -> LoadedRulebook {
    try RulebookLoader.load(
      folder: folder, families: Families.make(at: instant), extensions: extensions, withTests: true)
  }

  /// Links files that were kept, such as those of an earlier version in the journal.
  ///
  /// - Parameter tests: the files of tests, which are checked against the rulebook.
  public static func load(files: [SourceFile], tests: [SourceFile] = []) -> LoadedRulebook {
    RulebookLoader.load(files: files, tests: tests, families: Families.make(), extensions: extensions)
  }

  /// The rulebook with the workflows that open runs began with, where they have changed since.
  ///
  /// - Throws: `StorageError` when the store cannot say.
  package static func pinning(_ rulebook: Rulebook, in store: Store) throws(StorageError) -> Rulebook {
    let known = Set(rulebook.pinnedWorkflows.map(\.hash))
    let missing = try store.openWorkflows().filter { !known.contains($0.hash) }
    guard !missing.isEmpty else { return rulebook }
    let loaded = RulebookLoader.load(
      files: rulebook.files, families: Families.make(), extensions: extensions, pinned: missing)
    return loaded.rulebook ?? rulebook
  }

  private static var extensions: RulebookExtensions {
    RulebookExtensions(plugin: plugin, script: RuleScript.decode)
  }

  private static func plugin(
    _ folder: RulebookExtensions.PluginFolder, _ diagnostics: Diagnostics
  ) -> RulebookExtensions.Added? {
    guard let manifest = PluginManifest.read(folder.manifest, diagnostics),
      let plugin = Plugin.load(
        manifest, files: folder.files, config: folder.config?.settings ?? [], at: folder.config?.place,
        diagnostics: diagnostics)
    else { return nil }
    var added = RulebookExtensions.Added()
    added.kinds = plugin.kinds
    added.functions = plugin.functions
    added.actions = manifest.actions
    added.checks = plugin.checks
    added.computed = plugin.computedFields
    added.plugins = [
      PluginUse(
        name: plugin.name, version: manifest.version, actions: manifest.actions, functions: plugin.functions)
    ]
    return added
  }
}
