// swift-tools-version: 6.2
import PackageDescription

// A package as a user of the libraries writes it, but for the path to this repository.
let package = Package(
  name: "Example",
  dependencies: [.package(name: "skysort", path: "../..")],
  targets: [
    .executableTarget(
      name: "Classification", dependencies: [.product(name: "Skysort", package: "skysort")]),
    .executableTarget(
      name: "Network", dependencies: [.product(name: "SkysortEngine", package: "skysort")]),
  ]
)
