internal import CEL
internal import RulesEngine

extension RulebookLoader {
  /// The files of one plugin, by their paths from its folder.
  struct PluginFolder {
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
        manifest: manifest,
        files: own.map { SourceFile(path: String($0.path.dropFirst(folder.count)), utf8: $0.utf8) })
    }
  }

  /// Parses the manifest and hands the folder to whoever loads plugins.
  static func read(
    _ folder: PluginFolder, _ load: PluginReader, _ diagnostics: Diagnostics, _ texts: inout SourceTexts
  ) -> Extension? {
    let parsed = YAMLParser.parse(folder.manifest.utf8, file: folder.manifest.path)
    texts.add(parsed.source)
    diagnostics.add(contentsOf: parsed.findings)
    guard let root = parsed.documents.first?.root else { return nil }
    for file in folder.files where file.path.hasSuffix(".lua") {
      // Scripts are named from the plugins' folder on in what they report.
      let name = folder.manifest.path.split(separator: "/").dropLast().last ?? ""
      texts.add(SourceText(file: "\(name)/\(file.path)", utf8: file.utf8))
    }
    return load(root, folder.files, diagnostics)
  }
}
