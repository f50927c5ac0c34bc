// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "bylaw-benchmarks",
  dependencies: [.package(name: "bylaw", path: "..")],
  targets: [
    .target(name: "CAllocations"),
    .executableTarget(
      name: "celbench", dependencies: ["CAllocations", .product(name: "CEL", package: "bylaw")]),
    .executableTarget(
      name: "matchbench",
      dependencies: [.product(name: "CEL", package: "bylaw"), .product(name: "Bylaw", package: "bylaw")]),
  ],
  swiftLanguageModes: [.v6]
)
