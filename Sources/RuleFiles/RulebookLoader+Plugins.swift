package import CEL
package import RulesEngine

/// What is loaded with a rulebook beside its YAML: plugins, and rules in another language.
package struct RulebookExtensions {
  /// What a plugin of the rulebook adds.
  package struct Added {
    package var kinds: [Kind] = []
    package var functions: [FunctionDeclaration] = []
    package var actions: [ActionDeclarationDraft] = []
    package var computed: [ComputedFieldDraft] = []
    /// Each plugin with what it declares.
    package var plugins: [PluginUse] = []
    /// Look at each definition as written, and report what they do not want.
    package var checks: [(Node, Diagnostics) -> Void] = []

    /// Nothing.
    package init() {}
  }

  /// A plugin to be loaded.
  package struct PluginFolder {
    /// The document of its `plugin.yaml`.
    package var manifest: Node
    /// The files of its folder, by their paths from there.
    package var files: [SourceFile]
    /// What the rulebook sets for it, and where; nil where it says nothing of the plugin.
    package var config: (place: SourceSpan, settings: [(name: Located<String>, value: Node)])?
  }

  /// Loads a plugin; nil after reporting why not.
  package var plugin: (PluginFolder, Diagnostics) -> Added?
  /// Reads the rules of a Lua file into the draft.
  package var script: (SourceFile, Decoding) -> Void

  /// Extensions of a rulebook.
  package init(
    plugin: @escaping (PluginFolder, Diagnostics) -> Added?,
    script: @escaping (SourceFile, Decoding) -> Void
  ) {
    self.plugin = plugin
    self.script = script
  }
}

/// What `rulebook.yaml` says under `plugins`: the plugins that are loaded, each with its settings.
struct PluginChoice {
  private var chosen: [(name: Located<String>, settings: [(name: Located<String>, value: Node)])]?

  /// Reads it from the files of a rulebook; mistakes are reported.
  init(_ file: SourceFile?, _ diagnostics: Diagnostics) {
    guard let file, let node = YAMLParser.parse(file.utf8, file: file.path).documents.first?.root["plugins"]
    else { return }
    let context = ReadContext(diagnostics, name: "plugins")
    if node.items != nil {
      chosen = ValueReader<[Located<String>]>.list(of: .locatedIdentifier).read(node, context)?.map {
        ($0, [])
      }
      return
    }
    guard let entries = node.entries else {
      context.reportKind(of: node, expected: "a mapping or a list")
      return
    }
    chosen = entries.map { entry in
      if entry.value.entries == nil, !entry.value.isEmpty {
        ReadContext(diagnostics, name: entry.name).reportKind(of: entry.value, expected: "a mapping")
      }
      return (entry.key.located, (entry.value.entries ?? []).map { ($0.key.located, $0.value) })
    }
  }

  /// What is set for the plugin in a folder of this name; nil where it is not to be loaded.
  func config(
    of plugin: String
  ) -> (isChosen: Bool, config: (place: SourceSpan, settings: [(name: Located<String>, value: Node)])?) {
    guard let chosen else { return (true, nil) }
    guard let own = chosen.first(where: { $0.name.value == plugin }) else { return (false, nil) }
    return (true, (own.name.span, own.settings))
  }

  /// Reports plugins that are chosen and not there, and those that are there and not chosen.
  func check(against folders: [RulebookLoader.PluginFolder], _ diagnostics: Diagnostics) {
    guard let chosen else { return }
    let names = folders.map(\.name)
    for plugin in chosen where !names.contains(plugin.name.value) {
      let meant = Suggestion.best(for: plugin.name.value, among: names)
      diagnostics.add(
        .error(
          "L0804", "there is no plugin `\(plugin.name.value)`", at: plugin.name.span, label: "not known",
          notes: names.isEmpty ? [] : ["in plugins/: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
          help: meant.map { ["did you mean `\($0)`?"] }
            ?? ["put it into the folder plugins/\(plugin.name.value)"],
          fix: meant.map { .maybe(plugin.name.span, $0) }))
    }
    for folder in folders where !chosen.contains(where: { $0.name.value == folder.name }) {
      diagnostics.add(
        Diagnostic(
          .note, "L0806", "the plugin `\(folder.name)` is not loaded", at: .file(folder.manifest.path),
          help: ["name it under `plugins` in rulebook.yaml to load it"]))
    }
  }
}

extension RulebookLoader {
  /// The files of one plugin, by their paths from its folder.
  struct PluginFolder {
    var name: String
    var manifest: SourceFile
    var files: [SourceFile]
  }

  /// The folders below `plugins/` that hold a `plugin.yaml`, by path.
  static func pluginFolders(of files: [SourceFile], under prefix: String) -> [PluginFolder] {
    let start = "\(prefix)plugins/"
    return files.filter { $0.path.hasPrefix(start) && $0.path.hasSuffix("/plugin.yaml") }.compactMap {
      manifest in
      let folder = manifest.path.dropLast("plugin.yaml".count)
      guard folder.dropFirst(start.count).dropLast().allSatisfy({ $0 != "/" }) else { return nil }
      let own = files.filter { $0.path.hasPrefix(folder) }
      return PluginFolder(
        name: String(folder.dropFirst(start.count).dropLast()), manifest: manifest,
        files: own.map { SourceFile(path: String($0.path.dropFirst(folder.count)), utf8: $0.utf8) })
    }
  }

  /// Loads the plugins that the rulebook chooses, and says whether all of them could be.
  static func loadPlugins(
    of files: [SourceFile], under prefix: String, _ extensions: RulebookExtensions?,
    _ diagnostics: Diagnostics, _ texts: inout SourceTexts
  ) -> (added: RulebookExtensions.Added, isComplete: Bool) {
    var isComplete = true
    var added = RulebookExtensions.Added()
    let folders = pluginFolders(of: files, under: prefix)
    let errors = diagnostics.count(of: .error)
    let choice = PluginChoice(files.first { $0.path == "\(prefix)rulebook.yaml" }, diagnostics)
    guard diagnostics.count(of: .error) == errors else { return (added, false) }
    choice.check(against: folders, diagnostics)
    for folder in folders {
      let (isChosen, config) = choice.config(of: folder.name)
      guard isChosen, let extensions else { continue }
      guard let more = load(folder, config, extensions, diagnostics, &texts) else {
        isComplete = false
        continue
      }
      added.kinds += more.kinds
      added.functions += more.functions
      added.actions += more.actions
      added.checks += more.checks
      added.computed += more.computed
      added.plugins += more.plugins
    }
    return (added, isComplete)
  }

  /// Parses the manifest and hands the folder to whoever loads plugins.
  private static func load(
    _ folder: PluginFolder,
    _ config: (place: SourceSpan, settings: [(name: Located<String>, value: Node)])?,
    _ extensions: RulebookExtensions, _ diagnostics: Diagnostics, _ texts: inout SourceTexts
  ) -> RulebookExtensions.Added? {
    let parsed = YAMLParser.parse(folder.manifest.utf8, file: folder.manifest.path)
    texts.add(parsed.source)
    diagnostics.add(contentsOf: parsed.findings)
    guard let root = parsed.documents.first?.root else { return nil }
    for file in folder.files where file.path.hasSuffix(".lua") {
      // Scripts are named from the plugins' folder on in what they report.
      texts.add(SourceText(file: "\(folder.name)/\(file.path)", utf8: file.utf8))
    }
    return extensions.plugin(.init(manifest: root, files: folder.files, config: config), diagnostics)
  }
}

extension RulebookLoader {
  /// Goes over the plugins of a folder that its rulebook chooses, with the files of their tests.
  package static func visitPlugins(
    folder: String, _ diagnostics: Diagnostics, _ texts: inout SourceTexts,
    _ visit: (RulebookExtensions.PluginFolder) -> Void
  ) throws(Failure) {
    let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
    let files = try files(in: folder) { path, name in
      path == "rulebook.yaml"
        || (path.hasPrefix("plugins/") && [".lua", ".yaml"].contains { name.hasSuffix($0) })
    }
    let shown = files.map { SourceFile(path: prefix + $0.path, utf8: $0.utf8) }
    withoutActuallyEscaping(visit) { visit in
      let extensions = RulebookExtensions(
        plugin: { plugin, _ in
          visit(plugin)
          return .init()
        }, script: { _, _ in })
      _ = loadPlugins(of: shown, under: prefix, extensions, diagnostics, &texts)
    }
  }
}
