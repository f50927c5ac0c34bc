// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "garage",
  dependencies: [.package(name: "bylaw", path: "../..")],
  targets: [
    .executableTarget(
      name: "Garage",
      dependencies: [.product(name: "Bylaw", package: "bylaw"), .product(name: "CEL", package: "bylaw")])
  ]
)
