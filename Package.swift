// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A room of the house; `imports` are rooms of lower floors.
func room(
  _ name: String, _ imports: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(name: name, dependencies: imports, resources: resources, swiftSettings: strict)
}

func tests(
  _ room: String, _ imports: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: room + "Tests", dependencies: [.byName(name: room), "TestSupport"] + imports,
    resources: resources, swiftSettings: strict)
}

func library(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "lossfold",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "lossfold", targets: ["lossfold"]),
    .library(
      name: "Lossfold",
      targets: [
        "Tensors", "Drawings", "TensorFiles", "Reductions", "CairoRendering", "Figures", "Requests",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
  ],
  targets: [
    library("CCairo", pkgConfig: "cairo-ft", apt: "libcairo2-dev", brew: "cairo"),
    library("CPango", pkgConfig: "pangocairo", apt: "libpango1.0-dev", brew: "pango"),
    library("CPNG", pkgConfig: "libpng", apt: "libpng-dev", brew: "libpng"),
    library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev", brew: "openssl"),
    library(
      "CCommonMark", pkgConfig: "libcmark-gfm", apt: "libcmark-gfm-extensions-dev",
      brew: "cmark-gfm"),
    .systemLibrary(name: "CRename"),
    .systemLibrary(name: "CLanes"),

    room("Tensors", ["CLanes"]),
    room("Drawings"),

    room("TensorFiles", ["Tensors", "CZlib", "CPNG"]),
    room("Reductions", ["Tensors", "CLanes"]),
    room(
      "CairoRendering", ["Tensors", "Drawings", "CCairo", "CPango", "CPNG", "CZlib", "CCrypto"]),

    room("Figures", ["Tensors", "Drawings", "Reductions"]),

    room(
      "Requests",
      ["Tensors", "TensorFiles", "Reductions", "Drawings", "CairoRendering", "Figures", "Yams"]),

    room(
      "Sites",
      [
        "Requests", "Figures", "Reductions", "Drawings", "CairoRendering", "CCommonMark", "CCrypto",
        "Yams", mustache,
      ],
      resources: [.embedInCode("Theme")]),

    .executableTarget(
      name: "lossfold",
      dependencies: [
        "Tensors", "Drawings", "TensorFiles", "Reductions", "CairoRendering", "Figures", "Requests",
        "Sites", "CRename", argumentParser, .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "benchmarks", dependencies: ["Tensors", "TensorFiles", "Reductions", "Figures"],
      resources: [.embedInCode("Peers")], swiftSettings: strict),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Tensors", "TensorFiles", "Reductions", "Requests", "Sites", "CairoRendering",
        "TestSupport",
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Tensors", "Drawings"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Tensors"),
    tests("Drawings"),
    tests("TensorFiles", ["Tensors"], resources: [.copy("Fixtures")]),
    tests("Reductions", ["Tensors", "TensorFiles"], resources: [.copy("Goldens")]),
    tests("CairoRendering", ["Drawings", "CZlib"], resources: [.copy("Goldens")]),
    tests(
      "Figures", ["Tensors", "Drawings", "Reductions", "CairoRendering", "TensorFiles"],
      resources: [.copy("Goldens")]),
    tests("Requests", ["Tensors", "Reductions"]),
    tests("Sites", ["Requests", "Reductions", "Figures", "Drawings", "Tensors", "TensorFiles"]),
    tests(
      "lossfold", ["CairoRendering", "Requests", "TensorFiles", "Tensors", "Drawings", "Figures"]),
  ],
  swiftLanguageModes: [.v6]
)
