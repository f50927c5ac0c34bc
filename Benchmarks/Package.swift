// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "bylaw-benchmarks",
  dependencies: [.package(name: "bylaw", path: "..")],
  targets: [
    .executableTarget(name: "celbench", dependencies: [.product(name: "CEL", package: "bylaw")]),
    .executableTarget(
      name: "matchbench",
      dependencies: [.product(name: "CEL", package: "bylaw"), .product(name: "Bylaw", package: "bylaw")]),
  ],
  swiftLanguageModes: [.v6]
)
