// swift-tools-version: 6.2
import PackageDescription

// Every dependency says why it is here.
let dependencies: [Package.Dependency] = [
  // Verbs, help, completions and man pages; the standard of Swift command lines.
  .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  // YAML of survey descriptors, training configurations and pipelines (libyaml inside).
  .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  // The explorer's page, served on the loopback interface: sockets that suspend tasks, in two small
  // modules. Its HTTP server is not used: it reads heads of any length, takes the body of a refused
  // request for the next request, and ends where descriptors run out.
  .package(url: "https://github.com/swhitty/FlyingFox", .upToNextMinor(from: "0.27.1")),
  // `swift package generate-documentation` for the DocC pages; not linked into the program.
  .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
]

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let sockets: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// A module of a layer; it may import modules of lower layers only.
func module(
  _ name: String, imports: [Target.Dependency], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .target(name: name, dependencies: imports, exclude: exclude, resources: resources)
}

/// The survey descriptors of `catalogs/` that are built into the program; 2mass.yaml under a name
/// that Swift can have.
let surveys = [
  "sdss", "gaia", "pan-starrs", "des", "desi", "legacy-surveys", "rubin", "hsc", "kids", "vista",
  "wfcam", "twomass", "unwise", "skymapper", "galex", "euclid", "j-plus", "s-plus", "ztf", "ldac",
  "sourcextractor-plus-plus", "photutils", "rail", "sextractor", "generic",
]

/// The explorer's page, every file of which is built into the program.
let pageFiles =
  ["index.html"]
  + [
    "base", "colours", "layout", "lists", "map", "panels",
  ].map { "\($0).css" }
  + [
    "address", "api", "app", "axes", "camera", "colouring", "colours", "cutouts", "density", "dom",
    "gestures", "gl", "graticule", "inspector", "labels", "legend", "link", "listing", "main",
    "map",
    "nearest", "neighbours", "outliers", "palette", "points", "raster", "samp", "selected",
    "shapes", "sky", "state", "table", "tabs", "theme", "tiles", "tip", "virtual", "walk",
  ].map { "\($0).js" }

let targets: [Target] = [
  // Layer 0: C libraries, a module map and a thin shim each.
  .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
  .systemLibrary(name: "CCompression", providers: [.apt(["zlib1g-dev", "libbz2-dev"])]),
  // Databases in a file: on every machine, and in Python's standard library for who reads them.
  .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
  // SHA-256 with the processor's instructions; on every machine already, and spares compiling
  // a cryptography package of 400 files.
  .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
  // glibc's allocator settings, which its Swift module leaves out, and an end for OpenBLAS' endless
  // wait for memory.
  .target(name: "CMemory"),
  // Element-wise loops in C, because only C lets one function be compiled for several
  // instruction sets and picked at run time; libgomp's threads are the ones oneDNN uses.
  .target(name: "CVector", linkerSettings: [.linkedLibrary("gomp"), .linkedLibrary("m")]),

  // Convolutions and products of bfloat16 numbers at the processor's limit; Intel's kernels,
  // which every framework on the processor uses. Hides the differences of its versions.
  .target(
    name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),

  // Tile-compressed images, which only cfitsio decodes in every form; its code runs in a process
  // of its own, for damaged files can crash it.
  .target(name: "CCFITSIO", linkerSettings: [.linkedLibrary("cfitsio")]),
  // World coordinates as every survey writes them; the library behind astropy.
  .target(name: "CWCS", linkerSettings: [.linkedLibrary("wcs"), .linkedLibrary("m")]),
  // Precession, the FK5 and the ecliptic by the IAU's standards: SOFA's routines under a free
  // license, which astropy computes with too.
  .systemLibrary(name: "CERFA", providers: [.apt(["liberfa-dev"])]),
  // XML as others write it, read with bounds: no declarations, no entities, no network.
  .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
  // Background, detection and photometry of SExtractor, as a library.
  .target(name: "CSEP", linkerSettings: [.linkedLibrary("sep")]),
  // JPEG and PNG; the shim keeps the libraries' long jumps out of Swift.
  .target(
    name: "CImage", linkerSettings: [.linkedLibrary("png"), .linkedLibrary("jpeg")]),

  // Layer 1; five stand on a neighbour: Sky for its threads, Settings and SQLite for their files,
  // Engine for what it draws, Evaluation for what flags and positions are.

  // The one conversion of floating-point numbers to integers; everyone's.
  module("Numbers", imports: []),
  // Work shared among threads; CVector for those of OpenMP.
  module("Parallel", imports: ["CVector"]),
  module("Sky", imports: ["Parallel", "Numbers"]),
  module("Files", imports: ["CCompression", "COpenSSL", "CXML"]),
  module("Settings", imports: ["Files", yams]),
  // Random streams: whoever draws imports these and not the engine.
  module("Random", imports: []),
  // Labels and the index of runs.
  module("SQLite", imports: ["CSQLite", "Files"]),
  // Every figure of merit: so low that nobody above writes one anew.
  module("Evaluation", imports: ["Sky", "Numbers"]),
  module("Engine", imports: ["Random", "COneDNN", "COpenBLAS", "CVector", "Numbers"]),

  // Layer 2
  module("FITS", imports: ["Files", "CCFITSIO", "Numbers"]),
  module(
    "Learning",
    imports: ["Engine", "Evaluation", "Parallel", "Random", "Files", "Settings", "Numbers"]),

  // Layer 3
  module(
    "Tables", imports: ["FITS", "Settings", "Files", "Sky", "CCompression", "Numbers"],
    resources: surveys.map { .embedInCode("Resources/\($0).yaml") }),

  module(
    "Images",
    imports: [
      "FITS", "Parallel", "Files", "Settings", "Sky", "CERFA", "CWCS", "CSEP", "CImage", "Numbers",
    ]),

  // Layer 4
  module(
    "Preprocessing",
    imports: [
      "Tables", "Images", "Evaluation", "Random", "Settings", "Files", "Sky", "CVector", "Numbers",
    ]),
  module(
    "Simulation",
    imports: ["Tables", "Images", "FITS", "Parallel", "Random", "Files", "Sky", "Numbers"]),

  // Layer 5
  module(
    "Models",
    imports: [
      "Learning", "Preprocessing", "Engine", "Evaluation", "Parallel", "Images", "Tables",
      "Settings", "Files", "Sky", "Numbers",
    ]),

  // Layer 6
  module("Reports", imports: ["Evaluation", "Sky", "Numbers"]),
  // Sums of squares and eigenvectors are OpenBLAS', products, the walks through neighbours and the
  // moves of UMAP are CVector's.
  module(
    "Latent", imports: ["Evaluation", "Parallel", "Random", "CVector", "COpenBLAS", "Numbers"]),

  // Layer 7
  module(
    "Tasks",
    imports: [
      "Models", "Latent", "Evaluation", "Reports", "Preprocessing", "Simulation", "Learning",
      "Engine", "Parallel", "Images", "Tables", "FITS", "Settings", "Files", "Sky", "Numbers",
    ]),

  module(
    "Explorer", imports: ["Images", "Tables", "Files", "SQLite", "Sky", sockets, "Numbers"],
    resources: pageFiles.map { .embedInCode("Page/\($0)") }),

  // Layer 8
  module(
    "Runs",
    imports: [
      "Tasks", "Models", "Evaluation", "Preprocessing", "Simulation", "Learning", "Engine",
      "Images", "Tables", "FITS", "Settings", "Files", "SQLite", "Sky", "Numbers",
    ]),

  // Layer 9. What other packages import: modules under one name each.
  .target(
    name: "SkysortEngine", dependencies: ["Engine", "Learning", "Settings", "Files"],
    path: "Sources/Products/SkysortEngine"),
  .target(
    name: "Skysort",
    dependencies: [
      "SkysortEngine", "Tasks", "Latent", "Reports", "Evaluation", "Models", "Simulation",
      "Preprocessing", "Images", "Tables", "FITS", "Settings", "Files", "Sky",
    ],
    path: "Sources/Products/Skysort"),
  .executableTarget(
    name: "skysort",
    dependencies: [
      "Runs", "Tasks", "Explorer", "Reports", "Simulation", "Evaluation", "Models",
      "Preprocessing", "Images", "Tables", "FITS", "Settings", "Files", "CMemory", argumentParser,
      "Numbers",
    ]),
  // Measures rates; `Benchmarks/against-peers` puts other programs' beside them.
  .executableTarget(
    name: "skysort-benchmarks",
    dependencies: [
      "Latent", "Models", "Learning", "Engine", "Random", "Images", "FITS", "Tables", "Sky",
      "Files", argumentParser,
    ],
    path: "Benchmarks/skysort-benchmarks"),
]

/// A module's tests may see the module, what the module sees, and the fixtures.
func tests(
  _ name: String, imports: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + imports, exclude: exclude)
}

/// Only where asked for: it has no `main` but libFuzzer's, and everything is compiled with counters.
let fuzzTargets: [Target] =
  Context.environment["SKYSORT_FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "skysort-fuzz",
      dependencies: [
        "Explorer", "FITS", "Files", "Images", "Learning", "Settings", "Tables",
      ],
      path: "Tests/Fuzz", exclude: ["Corpus", "fuzz"])
  ]

let testTargets: [Target] = [
  tests("Evaluation", imports: ["Sky"]),
  tests("Reports", imports: ["Evaluation", "Sky"]),
  tests("Numbers"),
  tests("Random"),
  tests("SQLite", imports: ["TestSupport"]),
  tests("Parallel"),
  tests("Latent", imports: ["Evaluation", "Parallel", "Random", "TestSupport"]),
  tests(
    "Engine", imports: ["Random", "CVector", "CAllocationCount", "TestSupport"],
    exclude: ["Goldens/make_goldens.py"]),
  // The shim by itself. The tests compile sums.c with it against other versions of oneDNN.
  .testTarget(name: "COneDNNTests", dependencies: ["COneDNN", "TestSupport"], exclude: ["sums.c"]),
  // Counts allocations of the test program, to show that a run makes none.
  .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
  tests("Learning", imports: ["Engine", "Random", "Settings", "Files", "TestSupport"]),
  tests(
    "Simulation", imports: ["Tables", "Images", "FITS", "Random", "Files", "Sky", "TestSupport"]),
  // Simulated skies, temporary folders, schemas, and where real data lies.
  .target(
    name: "TestSupport", dependencies: ["Tables", "Random", "Settings", "Sky"],
    path: "Tests/TestSupport"),
  tests("Preprocessing", imports: ["Tables", "Images", "Random", "Files", "Sky", "TestSupport"]),
  tests(
    "Models",
    imports: [
      "Preprocessing", "Learning", "Tables", "Images", "Engine", "Random", "Settings", "Files",
      "Sky", "TestSupport",
    ]),
  tests("FITS", imports: ["Files", "TestSupport"]),
  tests(
    "Images", imports: ["FITS", "Files", "Tables", "Sky", "TestSupport"], exclude: ["Goldens"]),
  tests("Files", imports: ["TestSupport"]),
  tests("Settings", imports: ["Files"]),
  tests("Sky"),
  tests("Tables", imports: ["FITS", "Files", "Sky", "TestSupport"]),
  tests("Tasks", imports: ["Reports", "Evaluation", "Files", "TestSupport"]),
  tests("Runs", imports: ["Settings", "Files", "Tasks", "TestSupport"]),
  tests("Explorer", imports: ["Images", "Tables", "Files", "Sky", "TestSupport"]),
  // The page in a real browser, driven through the WebDriver protocol.
  .testTarget(
    name: "BrowserTests", dependencies: ["Explorer", "Images", "Tables", "Files", "TestSupport"]),
  // The built program, run as its users run it.
  .testTarget(
    name: "EndToEndTests", dependencies: ["skysort", "Tables", "FITS", "Sky", "TestSupport"],
    exclude: ["Former"]),
]

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let languageC: Set = ["CMemory", "CVector", "COneDNN", "CCFITSIO", "CWCS", "CSEP", "CImage"]

for target in targets + testTargets
where target.type != .system && !languageC.contains(target.name) {
  target.swiftSettings = swiftSettings
}

let package = Package(
  name: "skysort",
  products: [
    .library(name: "Skysort", targets: ["Skysort"]),
    .library(name: "SkysortEngine", targets: ["SkysortEngine"]),
    .executable(name: "skysort", targets: ["skysort"]),
    .executable(name: "skysort-benchmarks", targets: ["skysort-benchmarks"]),
  ],
  dependencies: dependencies,
  targets: targets + testTargets + fuzzTargets
)
