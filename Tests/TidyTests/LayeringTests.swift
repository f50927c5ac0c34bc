import Testing

/// Who may import whom: `CommandLine -> Host -> {RuleFiles, Plugins, Store} -> RulesEngine -> CEL`, each C
/// library behind one module, and the pure modules without a door to the outside.
@Suite struct LayeringTests {
  static let layers: [String: Set<String>] = [
    "CEL": [],
    "RulesEngine": ["CEL"],
    "RuleFiles": ["RulesEngine", "CEL", "CYAML"],
    "Plugins": ["RulesEngine", "CEL", "CLuaBridge"],
    "Store": ["RulesEngine", "CEL", "CSQLite"],
    "Host": ["RuleFiles", "Plugins", "Store", "RulesEngine", "CEL"],
    "CommandLine": ["Host", "RuleFiles", "Plugins", "Store", "RulesEngine", "CEL"],
  ]
  /// Folders of C, whose layering their module maps settle.
  static let foreign: Set<String> = ["CLua", "CLuaBridge", "CSQLite", "CYAML"]
  static let pure: Set<String> = ["CEL", "RulesEngine"]
  /// Libraries of the platform that the modules at the edges may use.
  static let platform: Set<String> = ["Synchronization", "Glibc", "Musl", "Darwin", "Dispatch"]
  /// Files and folders that may import what they otherwise may not, with the reason beside each.
  static let allowance: [String: Set<String>] = [
    // memcmp, for the order and identity of bytes
    "Sources/CEL/Text/TextKey.swift": ["Glibc"],
    // reads the system's time zone files, once per zone; a caller may hand in its own zones instead
    "Sources/CEL/Time/ZoneDatabase+Files.swift": ["Glibc"],
    // Process, to run the built tool as people do
    "Tests/CommandLineTests/": ["Foundation"],
  ]

  static func allowed(_ path: String) -> Set<String> {
    allowance.filter { path == $0.key || $0.key.hasSuffix("/") && path.hasPrefix($0.key) }
      .values.reduce([]) { $0.union($1) }
  }

  @Test("a module imports only what lies below it")
  func imports() {
    var complaints: [String] = []
    for path in Project.files(in: ["Sources"], endings: [".swift"]) {
      let module = String(path.split(separator: "/")[1])
      guard let below = Self.layers[module] else { continue }
      let outside = Self.pure.contains(module) ? ["Synchronization"] : Self.platform
      let allowed = below.union(outside).union(Self.allowed(path))
      for name in importedModules(SwiftCode(path: path).lines) where !allowed.contains(name) {
        complaints.append("\(path) imports \(name)")
      }
    }
    #expect(complaints == [])
  }

  @Test("every module has its place in the layers")
  func everyModuleIsKnown() {
    let modules = Set(Project.files(in: ["Sources"]).map { String($0.split(separator: "/")[1]) })
    #expect(modules.subtracting(Self.layers.keys).subtracting(Self.foreign) == [])
  }

  @Test("Foundation is imported by none of the tests, where no reason is given")
  func foundation() {
    let complaints = Project.files(in: ["Tests"], endings: [".swift"]).filter { path in
      let imports = importedModules(SwiftCode(path: path).lines)
      return imports.contains("Foundation") && !Self.allowed(path).contains("Foundation")
    }
    #expect(complaints == [])
  }

  @Test("the exceptions named here are needed")
  func allowanceIsCurrent() {
    for (place, modules) in Self.allowance {
      let files = Project.files(in: [place.hasSuffix("/") ? String(place.dropLast()) : place])
      let imports = Set(files.flatMap { importedModules(SwiftCode(path: $0).lines) })
      #expect(modules.subtracting(imports) == [], "\(place)")
    }
  }

  @Test(
    "import lines are read in all their forms",
    arguments: [
      ("import CEL", ["CEL"]), ("public import RulesEngine", ["RulesEngine"]),
      ("@testable import Store", ["Store"]), ("  internal import Glibc", ["Glibc"]),
      ("import struct Host.RuleHost", ["Host"]), ("let imported = 1", []),
      ("@_spi(Testing) @preconcurrency import Plugins", ["Plugins"]),
    ])
  func reading(line: String, modules: [String]) {
    #expect(importedModules([line]) == modules)
  }
}

/// The modules that the lines import, without the symbol of an import of one symbol.
private func importedModules(_ lines: [String]) -> [String] {
  let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
  ]
  let access: Set<Substring> = ["public", "internal", "package", "private", "fileprivate"]
  return lines.compactMap { line in
    var words = line.split(separator: " ")[...]
    while let word = words.first, word.hasPrefix("@") || access.contains(word) { words.removeFirst() }
    guard words.popFirst() == "import" else { return nil }
    if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
    return words.first?.split(separator: ".").first.map(String.init)
  }
}
