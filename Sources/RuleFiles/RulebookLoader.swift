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
  /// The tests beside the rules, where they were asked for and the rulebook is right.
  package var tests: TestSuite?
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

  /// Reads and links a folder. Findings name its files as they are found from the current folder.
  ///
  /// - Parameters:
  ///   - families: what is known beside the core's kinds; made anew for each tenant.
  ///   - extensions: loads plugins and scripts; without it they are not looked at.
  ///   - withTests: whether to read `*.test.yaml` too; they are no part of the rulebook's content.
  package static func load(
    folder: String, zones: ZoneDatabase = .system, families: @autoclosure () -> [any Family] = [],
    extensions: RulebookExtensions? = nil, withTests: Bool = false
  ) throws(Failure) -> LoadedRulebook {
    let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
    let tests = withTests ? try self.files(in: folder, where: isTestFile) : []
    return load(
      files: try files(in: folder), tests: tests, shownUnder: prefix, zones: zones, families: families(),
      extensions: extensions)
  }

  /// Links files that have been read before, such as those of an earlier version from the journal.
  ///
  /// - Parameters:
  ///   - families: what is known beside the core's kinds; made anew for each tenant.
  ///   - tests: the files of tests, which are checked against the rulebook.
  ///   - prefix: stands before the path of each file in findings.
  ///   - pinned: the workflows that open runs began with, where they have changed since.
  package static func load(
    files: [SourceFile], tests: [SourceFile] = [], shownUnder prefix: String = "",
    zones: ZoneDatabase = .system, functions: [FunctionDeclaration] = [],
    families: @autoclosure () -> [any Family] = [],
    extensions: RulebookExtensions? = nil, pinned: [PinnedWorkflow] = []
  ) -> LoadedRulebook {
    let diagnostics = Diagnostics()
    let folders = TenantFolders(files, under: prefix, diagnostics)
    var reader = RulebookReader(
      folders.common, under: prefix, functions, zones, extensions, pinned, isShared: !folders.tenants.isEmpty)
    var readings = [reader.read(nil, families(), diagnostics)]
    for folder in folders.tenants { readings.append(reader.read(folder, families(), Diagnostics())) }
    reader.finish()
    for position in readings.indices { readings[position].part.draft.files = files }
    let isComplete = readings.allSatisfy(\.isComplete)
    var parts = readings.map(\.part)
    if isComplete { parts.shareModel(declared: readings[0].entities) }
    let rulebook = isComplete ? link(parts, readings, zones) : nil
    for (folder, reading) in zip(folders.tenants, readings.dropFirst()) {
      report(reading.diagnostics, of: folder.id, under: prefix, to: diagnostics)
    }
    let isRight = rulebook != nil && !diagnostics.hasErrors
    let suite = self.tests(
      tests.map { SourceFile(path: prefix + $0.path, utf8: $0.utf8) }, under: prefix,
      of: isRight ? parts : nil, zones: zones, diagnostics, &reader.texts)
    let texts = reader.texts
    diagnostics.replaceAll(texts.applyAllows)
    return LoadedRulebook(
      rulebook: isRight ? rulebook : nil, diagnostics: diagnostics, texts: texts, tests: suite)
  }

  /// What else seems wrong on a line that is no good YAML follows from that.
  static func suppressOnLines(of file: YAMLFile, _ diagnostics: Diagnostics) {
    for finding in file.findings where finding.severity == .error {
      let first = file.source.bytes(ofLine: finding.span.start.line)
      let last = file.source.bytes(ofLine: finding.span.end.line)
      diagnostics.suppress(
        in: file.source.span(of: first.lowerBound..<max(first.upperBound, last.upperBound)))
    }
  }
}

extension RulebookLoader {
  /// The files of a rulebook, sorted by path: `*.yaml`, `*.yml`, `*.csv` and `*.lua`, without tests and hidden files.
  public static func files(in folder: String) throws(Failure) -> [SourceFile] {
    let files = try files(in: folder, where: isRuleFile)
    guard !files.isEmpty else {
      throw Failure(message: "no rule files in \(folder); a rulebook is a folder of .yaml files")
    }
    return files
  }

  /// The files of a folder that are wanted, by their path and name, sorted by path.
  static func files(
    in folder: String, where isWanted: (String, String) -> Bool
  ) throws(Failure) -> [SourceFile] {
    var paths: [String] = []
    try collect("", in: folder, depth: 0, where: isWanted, into: &paths)
    paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var files: [SourceFile] = []
    for path in paths { files.append(SourceFile(path: path, utf8: try read("\(folder)/\(path)"))) }
    return files
  }

  private static func collect(
    _ path: String, in folder: String, depth: Int, where isWanted: (String, String) -> Bool,
    into paths: inout [String]
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
        try collect(inner, in: folder, depth: depth + 1, where: isWanted, into: &paths)
      } else if isWanted(inner, name) {
        guard paths.count < maxFiles else {
          throw Failure(message: "more than \(maxFiles) rule files in \(folder)")
        }
        paths.append(inner)
      }
    }
  }

  static func isTestFile(_ path: String, _ name: String) -> Bool {
    name.hasSuffix(".test.yaml") || name.hasSuffix(".test.yml")
  }

  private static func isRuleFile(_ path: String, _ name: String) -> Bool {
    if name.hasSuffix(".lua") { return !name.hasSuffix("_test.lua") }
    if isTestFile(path, name) { return false }
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
