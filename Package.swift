// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
  name: "bylaw",
  products: [
    .library(name: "CEL", targets: ["CEL"]),
    .library(name: "Bylaw", targets: ["Host", "RulesEngine", "RuleFiles", "Store"]),
    .executable(name: "bylaw", targets: ["CommandLine"]),
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
    .target(name: "CLuaBridge", dependencies: ["CLua"]),

    library("CEL"),
    library("RulesEngine", ["CEL"]),
    library("RuleFiles", ["RulesEngine", "CEL", "CYAML"]),
    library("Plugins", ["RulesEngine", "CEL", "CLuaBridge"]),
    library("Store", ["RulesEngine", "CEL", "CSQLite"]),
    library("Host", ["RulesEngine", "RuleFiles", "Plugins", "Store", "CEL"]),
    .executableTarget(
      name: "CommandLine", dependencies: ["Host", "RulesEngine", "RuleFiles", "Store", "CEL"],
      swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["Host", "RulesEngine", "RuleFiles", "Store", "CEL"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .target(name: "FaultyDisk", dependencies: ["CSQLite"], path: "Tests/FaultyDisk"),
    tests("CELTests", ["CEL"]),
    tests("RulesEngineTests", ["RulesEngine", "CEL"]),
    tests("RuleFilesTests", ["Host", "RuleFiles", "Plugins", "RulesEngine", "CEL"], exclude: ["YAML/Cases"]),
    tests("PluginsTests", ["Plugins", "RuleFiles", "RulesEngine", "CEL"], exclude: ["Attacks"]),
    tests("StoreTests", ["Store", "RulesEngine", "CEL", "TestSupport"]),
    tests(
      "HostTests", ["Host", "RulesEngine", "RuleFiles", "Store", "CEL", "TestSupport", "FaultyDisk"]),
    tests("CommandLineTests", ["CommandLine", "CEL"]),
    tests("TidyTests", [], exclude: ["ratchet.txt"]),
  ],
  swiftLanguageModes: [.v6]
)

// The measurements of scripts see what is inside the package; `scripts/bench-lua` builds them.
if Context.environment["BYLAW_MEASURE"] != nil {
  package.targets += [
    .target(name: "LuaFloor", dependencies: ["CLua"], path: "Benchmarks/LuaFloor"),
    .executableTarget(
      name: "luabench", dependencies: ["LuaFloor", "Plugins", "RuleFiles", "RulesEngine", "CEL"],
      path: "Benchmarks/Lua", swiftSettings: settings),
  ]
}
