import FoundationEssentials
import Tables

/// Trains the program's network of images on one folder of galaxies and evaluates it on another,
/// from files to probabilities: six convolutions with batch normalization, images turned by any
/// angle, mirrored, enlarged and sheared anew in every epoch.
struct GalaxyZooWork {
  /// Path of the `skysort` binary.
  let program: String
  /// Takes the table, the settings and the model.
  let folder: String
  let epochs: Int
  let threads: Int
  let seed: UInt64

  struct Figures: Encodable {
    let work = "galaxy-zoo"
    /// Training images per second, changes at random included.
    let imgS: Double
    let seconds: Double
    /// Images that one background thread changes per second.
    let loaderImgS: Double
    /// What the network waited for images.
    let loaderWaitingSeconds: Double
    let accuracy: Double
    /// Mean of the classes' recalls.
    let balanced: Double
    let precision: String
    let epochs: Int
  }

  /// - Parameters:
  ///   - train: A folder of `labels.csv` (image, class) and the images it names.
  ///   - test: Likewise.
  func run(train: String, test: String) throws -> Figures {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let table = folder + "/galaxy-zoo.csv"
    let rows = try Self.rows(of: train, part: "train") + Self.rows(of: test, part: "test")
    try write(["image,class,part"] + rows, to: table)
    let settings = folder + "/galaxy-zoo.yaml"
    try write([Self.settings(epochs: epochs)], to: settings)
    let answer = folder + "/galaxy-zoo.json"
    let report = folder + "/galaxy-zoo-report"
    try ChildProcess.run(
      program,
      [
        "train", table, "-o", folder + "/galaxy-zoo.safetensors", "--config", settings,
        "--split", "column:part", "--report", report, "--json", "--quiet", "--seed", "\(seed)",
        "--threads", "\(threads)",
      ], output: answer)
    return try figures(
      Self.read(Answer.self, answer), Self.read(Report.self, report + "/report.json"))
  }

  /// The peer's network, batches, rates and strength of changes.
  private static func settings(epochs: Int) -> String {
    """
    model: cnn
    dropout: 0.3
    balance: root_weights
    labels: {merge: {spiral: [spiral_cw, spiral_acw], edge_on: [edge-on]}, ignore: [dont_know]}
    images:
      side: 64
      field: 0.605
      augmentation: {flip: horizontal, rotation: any, zoom: [0.9, 1.1], shear: 0.05, edge: reflect}
    training:
      epochs: \(epochs)
      batch_size: 64
      learning_rate: 3e-3
      optimizer: {kind: adamw, weight_decay: 0.01}
      label_smoothing: 0.05
    """
  }

  private static func rows(of folder: String, part: String) throws -> [String] {
    let path = folder + "/labels.csv"
    let table = try TableFile.read(path, columns: nil)
    let labels = table["class"] ?? table["derived_label"]
    guard let images = table["image"]?.texts(), let labels = labels?.texts() else {
      throw BenchmarkError("\(path) has no columns image and class.")
    }
    return zip(images, labels).map { "\(folder)/\($0 ?? ""),\($1 ?? ""),\(part)" }
  }

  private struct Answer: Decodable {
    let samplesPerSecond: Double
    let seconds: Double
    let precision: String
    let loader: Loader

    struct Loader: Decodable {
      let samplesPerSecond: Double
      let waitingSeconds: Double
    }
  }

  private struct Report: Decodable {
    let metrics: Metrics

    struct Metrics: Decodable {
      let accuracy: Double
      let balancedAccuracy: Double
    }
  }

  private func figures(_ answer: Answer, _ report: Report) -> Figures {
    func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
    return Figures(
      imgS: rounded(answer.samplesPerSecond), seconds: rounded(answer.seconds),
      loaderImgS: rounded(answer.loader.samplesPerSecond),
      loaderWaitingSeconds: rounded(answer.loader.waitingSeconds),
      accuracy: report.metrics.accuracy, balanced: report.metrics.balancedAccuracy,
      precision: answer.precision, epochs: epochs)
  }

  private static func read<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: URL(filePath: path)))
  }

  private func write(_ lines: [String], to path: String) throws {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
  }
}
