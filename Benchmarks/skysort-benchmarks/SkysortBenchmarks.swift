import ArgumentParser
import Engine
import FoundationEssentials
import Glibc

/// Measures this program alone; `against-peers` beside it puts other programs' figures next to
/// the ones printed here.
@main
struct SkysortBenchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skysort-benchmarks",
    abstract: "Measures training and classification rates.",
    discussion: """
      tabular  trains 9-128-128-128-3, batch 512, AdamW, one-cycle, on SDSS colours
      catalog  runs `skysort classify` with 9-64-64-3 from a FITS table to a FITS table
      cnn      trains and runs six convolutions and two dense layers on images of noise
      resnet   the same with ResNet-18
      cutouts  runs `skysort cutouts` from a mosaic and a catalog to one file
      match    matches made positions all over the sky, in memory
      umap     maps SDSS colours into the plane, and says how far the map may be trusted
      galaxies trains six convolutions with batch normalization on galaxies and evaluates them
      galaxy-zoo runs `skysort train` with the same network on folders of images

      Without --test, every fifth row of --train is evaluated and the others are learned.
      """)

  enum Work: String, ExpressibleByArgument, CaseIterable {
    case tabular, catalog, cutouts, match, cnn, resnet, umap, galaxies
    case galaxyZoo = "galaxy-zoo"
  }

  @Argument(help: "What to measure: \(Work.allCases.map(\.rawValue).joined(separator: ", ")).")
  var work: Work

  @Flag(help: "Print one JSON object on standard output, and nothing else there.")
  var json = false

  @Option(help: "Labelled SDSS photometry; by default $SKYSORT_DATA/photometry/sdss17_dev.csv.")
  var train: String?

  @Option(help: "Labelled rows to evaluate by.")
  var test: String?

  @Option(help: "Rounds over the training rows or images.")
  var epochs = 40

  @Option(help: "Rows of the table that `catalog` makes where FOLDER holds no big.fits.")
  var rows = 5_000_000

  @Option(help: "Cutouts that `cutouts` makes.")
  var cutouts = 100_000

  @Option(help: "Pixels along a side of the mosaic that `cutouts` makes where FOLDER has none.")
  var mosaic = 10_000

  @Option(help: "Positions that `match` looks up.")
  var positions = 10_000_000

  @Option(help: "Positions that `match` looks them up among.")
  var others = 1_000_000

  @Option(
    help: """
      Points of `umap`: some of the rows of --train, or more than those by drawing them again with \
      a little noise.
      """)
  var points = 10_000

  @Option(help: "Folder for the files of `catalog`, `cutouts`, `match` and `umap`.")
  var folder: String?

  @Option(help: "The program that `catalog` and `cutouts` run; by default the one beside this.")
  var skysort: String?

  @Option(help: "Images of a step of `cnn` and `resnet`.")
  var batch = 64

  @Option(
    help: "Pixels along an edge of the images of `cnn`, `resnet` and `cutouts`; a multiple of 32."
  )
  var side = 64

  @Option(help: "Steps of `cnn` and `resnet` that are timed.")
  var steps = 12

  @Option(
    help: "Numbers that all works but `catalog` compute in: automatic, float32, bfloat16.",
    transform: Self.precision)
  var precision = Precision.automatic

  @Flag(help: "Write what `cnn` and `resnet` do, step by step, to standard error.")
  var describe = false

  @Option(help: "Images for `galaxies`, as Benchmarks/peers/galaxy_tensors.py makes them.")
  var tensors: String?

  @Option(help: "Threads to use; all cores where absent.")
  var threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 0

  func validate() throws {
    guard epochs > 0, rows > 0, threads > 0, batch > 0, steps > 0, cutouts > 0, mosaic > 0,
      positions > 0, others > 0, points > 0
    else {
      throw ValidationError(
        "--epochs, --rows, --threads, --batch, --steps, --cutouts, --mosaic, --positions, --others "
          + "and --points must be positive.")
    }
    guard side > 0, side % 32 == 0 else {
      throw ValidationError("--side must be a multiple of 32.")
    }
    guard work != .galaxies || tensors != nil else {
      throw ValidationError("galaxies needs --tensors; make them with galaxy_tensors.py.")
    }
  }

  func run() async throws {
    switch work {
    case .tabular:
      let work = TabularWork(
        precision: precision, epochs: epochs, threads: threads, seed: seed)
      try report(work.run(train: trainingTable, test: test))
    case .catalog:
      let work = CatalogWork(
        program: skysort ?? ChildProcess.neighbour("skysort"), folder: workFolder, rows: rows,
        threads: threads, seed: seed)
      try report(work.run(photometry: trainingTable))
    case .cutouts:
      let work = CutoutWork(
        program: skysort ?? ChildProcess.neighbour("skysort"), folder: workFolder,
        count: cutouts, side: side, mosaicSide: mosaic, threads: threads, seed: seed)
      try report(work.run())
    case .match:
      let work = MatchWork(
        folder: workFolder, rows: positions, others: others, threads: threads, seed: seed)
      try await report(work.run())
    case .umap:
      let work = MapWork(folder: workFolder, points: points, threads: threads, seed: seed)
      try report(work.run(photometry: trainingTable))
    case .cnn: try report(convolutions(.cnn).run(describing: describe))
    case .resnet: try report(convolutions(.resnet).run(describing: describe))
    case .galaxyZoo:
      guard let train, let test else {
        throw ValidationError("galaxy-zoo needs --train and --test, folders with labels.csv.")
      }
      let work = GalaxyZooWork(
        program: skysort ?? ChildProcess.neighbour("skysort"), folder: workFolder, epochs: epochs,
        threads: threads, seed: seed)
      try report(work.run(train: train, test: test))
    case .galaxies:
      let work = GalaxyWork(precision: precision, epochs: epochs, threads: threads, seed: seed)
      try report(work.run(tensors: tensors ?? ""))
    }
  }

  private func convolutions(_ architecture: ConvolutionWork.Architecture) -> ConvolutionWork {
    ConvolutionWork(
      architecture: architecture, batch: batch, side: side, precision: precision, steps: steps,
      threads: threads, seed: seed)
  }

  @Sendable private static func precision(_ text: String) throws -> Precision {
    guard let precision = Precision(rawValue: text) else {
      let known = Precision.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("unknown precision \(text); there are \(known).")
    }
    return precision
  }

  private var trainingTable: String {
    let data = ProcessInfo.processInfo.environment["SKYSORT_DATA"] ?? "../shared/data"
    return train ?? data + "/photometry/sdss17_dev.csv"
  }

  private var workFolder: String {
    let temporary = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    return folder ?? temporary + "/skysort-benchmarks"
  }

  private func report(_ figures: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = json ? [.sortedKeys] : [.sortedKeys, .prettyPrinted]
    print(String(decoding: try encoder.encode(figures), as: UTF8.self))
  }
}
