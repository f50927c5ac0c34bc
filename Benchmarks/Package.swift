// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "bylaw-benchmarks",
  dependencies: [.package(name: "bylaw", path: "..")],
  targets: [
    .target(name: "CAllocations"),
    .target(name: "CFloor", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(
      name: "Workloads",
      dependencies: [.product(name: "CEL", package: "bylaw"), .product(name: "Bylaw", package: "bylaw")]),
    .executableTarget(
      name: "celbench", dependencies: ["CAllocations", .product(name: "CEL", package: "bylaw")]),
    .executableTarget(
      name: "matchbench",
      dependencies: [
        "Workloads", .product(name: "CEL", package: "bylaw"), .product(name: "Bylaw", package: "bylaw"),
      ]),
    .executableTarget(
      name: "riverbench",
      dependencies: [
        "CAllocations", "CFloor", "Workloads", .product(name: "CEL", package: "bylaw"),
        .product(name: "Bylaw", package: "bylaw"),
      ]),
    .executableTarget(
      name: "routebench",
      dependencies: [.product(name: "CEL", package: "bylaw"), .product(name: "Bylaw", package: "bylaw")]),
  ],
  swiftLanguageModes: [.v6]
)
