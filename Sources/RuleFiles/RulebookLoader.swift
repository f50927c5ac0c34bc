package import CEL
internal import Glibc
public import RulesEngine

/// A rulebook as loaded from files, with everything that was found on the way.
public struct LoadedRulebook {
  /// The rulebook; nil when there are errors.
  public let rulebook: Rulebook?
  /// What was found, in any order.
  public let diagnostics: Diagnostics
  /// The texts that the findings point into.
  public let texts: SourceTexts
}

/// Loads a folder of YAML and CSV files.
///
/// ```swift
/// let loaded = try RulebookLoader.load(folder: "rules")
/// if let rulebook = loaded.rulebook { ... } else { ... loaded.diagnostics.sorted ... }
/// ```
public enum RulebookLoader {
  /// Why a folder cannot be read.
  public struct Failure: Error, Sendable {
    /// What cannot be read and why, in lower case, without a final period.
    public var message: String
  }

  /// Files beyond this many in one rulebook are refused.
  static let maxFiles = 5_000

  /// What a plugin of the rulebook adds.
  package typealias Extension = (
    kinds: [Kind], functions: [FunctionDeclaration], actions: [ActionDeclarationDraft]
  )

  /// Loads the plugin whose `plugin.yaml` is given, with the files of its folder by their paths from there; nil after
  /// reporting why not.
  package typealias PluginReader = (Node, [SourceFile], Diagnostics) -> Extension?

  /// Reads and links a folder. Findings name its files as they are found from the current folder.
  ///
  /// - Parameters:
  ///   - families: what is known beside the core's kinds.
  ///   - plugins: loads the plugins in `plugins/`; without it they are not looked at.
  package static func load(
    folder: String, zones: ZoneDatabase = .system, families: [any Family] = [], plugins: PluginReader? = nil
  ) throws(Failure) -> LoadedRulebook {
    let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
    return load(
      files: try files(in: folder), shownUnder: prefix, zones: zones, families: families, plugins: plugins)
  }

  /// Links files that have been read before, such as those of an earlier version from the journal.
  ///
  /// - Parameter prefix: stands before the path of each file in findings.
  package static func load(
    files: [SourceFile], shownUnder prefix: String = "", zones: ZoneDatabase = .system,
    functions: [FunctionDeclaration] = [], families: [any Family] = [], plugins: PluginReader? = nil
  ) -> LoadedRulebook {
    let diagnostics = Diagnostics()
    var texts = SourceTexts()
    let shown = files.map { SourceFile(path: prefix + $0.path, utf8: $0.utf8) }
    let byPath = Dictionary(shown.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var added: Extension = (families.flatMap(\.kinds), functions + families.flatMap(\.functions), [])
    for folder in pluginFolders(of: shown, under: prefix) {
      guard let more = plugins.flatMap({ read(folder, $0, diagnostics, &texts) }) else { continue }
      added.kinds += more.kinds
      added.functions += more.functions
      added.actions += more.actions
    }
    let decoding = Decoding(diagnostics: diagnostics, kinds: Kind.core + added.kinds) { byPath[$0] }
    for (file, original) in zip(shown, files) where !original.path.hasPrefix("plugins/") {
      guard file.path.hasSuffix(".yaml") || file.path.hasSuffix(".yml") else {
        let source = SourceText(file: file.path, utf8: file.utf8)
        texts.add(source)
        diagnostics.add(contentsOf: EncodingCheck(source).findings)
        continue
      }
      let parsed = YAMLParser.parse(file.utf8, file: file.path)
      texts.add(parsed.source)
      diagnostics.add(contentsOf: parsed.findings)
      if !parsed.isComplete { decoding.noteIncomplete() }
      suppressOnLines(of: parsed, diagnostics)
      for document in parsed.documents { decoding.decode(document.root, in: original) }
    }
    decoding.expandInstances()
    decoding.draft.files = files
    decoding.draft.actions += added.actions
    for family in families where decoding.isComplete { family.complete(&decoding.draft, diagnostics) }
    let rulebook =
      decoding.isComplete
      ? Linker.link(decoding.draft, functions: added.functions, zones: zones, diagnostics: diagnostics) : nil
    diagnostics.replaceAll(texts.applyAllows)
    return LoadedRulebook(
      rulebook: diagnostics.hasErrors ? nil : rulebook, diagnostics: diagnostics, texts: texts)
  }

  /// What else seems wrong on a line that is no good YAML follows from that.
  private static func suppressOnLines(of file: YAMLFile, _ diagnostics: Diagnostics) {
    for finding in file.findings where finding.severity == .error {
      let first = file.source.bytes(ofLine: finding.span.start.line)
      let last = file.source.bytes(ofLine: finding.span.end.line)
      diagnostics.suppress(
        in: file.source.span(of: first.lowerBound..<max(first.upperBound, last.upperBound)))
    }
  }
}

extension RulebookLoader {
  /// The files of a rulebook, sorted by path: `*.yaml`, `*.yml` and `*.csv`, without tests and hidden files.
  public static func files(in folder: String) throws(Failure) -> [SourceFile] {
    var paths: [String] = []
    try collect("", in: folder, depth: 0, into: &paths)
    guard !paths.isEmpty else {
      throw Failure(message: "no rule files in \(folder); a rulebook is a folder of .yaml files")
    }
    paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var files: [SourceFile] = []
    for path in paths { files.append(SourceFile(path: path, utf8: try read("\(folder)/\(path)"))) }
    return files
  }

  private static func collect(
    _ path: String, in folder: String, depth: Int, into paths: inout [String]
  ) throws(Failure) {
    let full = path.isEmpty ? folder : "\(folder)/\(path)"
    guard let directory = opendir(full) else {
      throw Failure(message: "cannot read the folder \(full): \(String(cString: strerror(errno)))")
    }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      var information = stat()
      guard stat("\(folder)/\(inner)", &information) == 0 else { continue }
      if information.st_mode & S_IFMT == S_IFDIR {
        guard depth < 16 else { throw Failure(message: "the folder \(full) is nested deeper than 16 levels") }
        try collect(inner, in: folder, depth: depth + 1, into: &paths)
      } else if isRuleFile(inner, name) {
        guard paths.count < maxFiles else {
          throw Failure(message: "more than \(maxFiles) rule files in \(folder)")
        }
        paths.append(inner)
      }
    }
  }

  private static func isRuleFile(_ path: String, _ name: String) -> Bool {
    if path.hasPrefix("plugins/"), name.hasSuffix(".lua") { return !name.hasSuffix("_test.lua") }
    if name.hasSuffix(".test.yaml") || name.hasSuffix(".test.yml") { return false }
    return [".yaml", ".yml", ".csv"].contains { name.hasSuffix($0) }
  }

  private static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(message: "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 { throw Failure(message: "cannot read \(path): \(String(cString: strerror(errno)))") }
      if count == 0 { break }
      bytes += chunk[..<count]
      // The parser refuses anything larger than its limit; there is no need to read it to the end.
      if bytes.count > 32 << 20 { throw Failure(message: "\(path) is larger than 32 MiB") }
    }
    return bytes
  }
}
