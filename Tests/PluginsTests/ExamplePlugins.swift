import CEL
import Glibc
import RuleFiles
import RulesEngine
import Testing

@testable import Plugins

/// The example plugins, read from `examples/plugins`.
enum ExamplePlugins {
  static let root: String = {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return here.dropLast(3).joined(separator: "/") + "/examples/plugins"
  }()

  /// Loads a plugin from its folder; throws what was found.
  static func load(_ name: String, config: String = "", log: ScriptLog = .none) throws -> Plugin {
    try loadPlugin(files(in: "\(root)/\(name)"), config: config, log: log)
  }

  static func files(in folder: String, _ path: String = "") -> [SourceFile] {
    guard let directory = opendir("\(folder)/\(path)") else { return [] }
    defer { closedir(directory) }
    var files: [SourceFile] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      if name.contains(".") {
        files.append(SourceFile(path: inner, text: text("\(folder)/\(inner)")))
      } else {
        files += self.files(in: folder, inner)
      }
    }
    return files.sorted { $0.path < $1.path }
  }
}

/// What was found while a plugin was loaded.
struct LoadingFailure: Error {
  var findings: [String]
}

/// Loads a plugin from files, one of which is its `plugin.yaml`.
func loadPlugin(_ files: [SourceFile], config: String = "", log: ScriptLog = .none) throws -> Plugin {
  let diagnostics = Diagnostics()
  let yaml = files.first { $0.path == "plugin.yaml" }
  let parsed = YAMLParser.parse(yaml?.utf8 ?? [], file: "plugin.yaml")
  diagnostics.add(contentsOf: parsed.findings)
  let given = YAMLParser.parse(config, file: "rulebook.yaml").documents.first?.root.entries ?? []
  let plugin = parsed.documents.first.flatMap { PluginManifest.read($0.root, diagnostics) }.flatMap {
    Plugin.load(
      $0, files: files, config: given.map { (name: $0.key.located, value: $0.value) }, log: log,
      diagnostics: diagnostics)
  }
  if let plugin, !diagnostics.hasErrors { return plugin }
  throw LoadingFailure(
    findings: diagnostics.sorted.map {
      "\($0.span.file):\($0.span.start.line): \($0.code.id) \($0.message)"
    })
}

/// A plugin of one Lua file.
func plugin(_ lua: String, yaml: String = "", log: ScriptLog = .none) throws -> Plugin {
  try loadPlugin(
    [
      SourceFile(path: "plugin.yaml", text: "plugin: demo\nversion: 1.0.0\n" + yaml),
      SourceFile(path: "main.lua", text: lua),
    ], log: log)
}
