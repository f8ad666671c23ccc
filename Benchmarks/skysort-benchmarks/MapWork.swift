import FoundationEssentials
import Glibc
import Latent
import Random

/// Maps photometry into the plane by UMAP.
///
/// The points and the map are left in files of raw numbers, so that another program can map the
/// same points and evaluate both maps.
struct MapWork {
  let folder: String
  let points: Int
  let threads: Int
  let seed: UInt64

  /// POSIX demands this number.
  private static let clocksPerSecond = 1_000_000
  private static let neighbours = 15
  /// Of points that are drawn again: standard deviation, where the columns' is 1.
  private static let noise = 0.03

  struct Figures: Encodable {
    let work = "umap"
    /// From points to positions.
    let seconds: Double
    /// Of all threads; does not depend on what else the machine does.
    let cpuSeconds: Double
    /// Largest resident memory of the whole program, in 10⁹ bytes.
    let peakGb: Double
    let trustworthiness: Double?
    let points: Int
    let threads: Int
  }

  func run(photometry path: String) throws -> Figures {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let points = chosen(try SloanPhotometry(path: path))
    let start = ContinuousClock.now
    let used = clock()
    var options = UMAP.Options()
    options.neighbours = Self.neighbours
    let map = try UMAP(of: points, options: options, seed: seed, threads: threads).positions
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let cpuSeconds = Double(clock() - used) / Double(Self.clocksPerSecond)
    let peak = Memory.peakGigabytes
    try write(points, to: "umap-points")
    try write(map, to: "umap-map")
    return Figures(
      seconds: (seconds * 1000).rounded() / 1000,
      cpuSeconds: (cpuSeconds * 1000).rounded() / 1000, peakGb: (peak * 100).rounded() / 100,
      trustworthiness: trustworthiness(
        of: map, from: points, neighbours: Self.neighbours, sample: 3000, threads: threads),
      points: points.rows, threads: threads)
  }

  /// Standardised colours and magnitudes of as many rows as wanted.
  private func chosen(_ photometry: SloanPhotometry) -> EmbeddingMatrix {
    let all = EmbeddingMatrix(
      rows: photometry.labels.count, columns: SloanPhotometry.featureCount,
      values: photometry.features
    ).standardized()
    var random = RandomStream(seed: seed, purpose: .bootstrap, stream: 1)
    guard points > all.rows else {
      return all.selecting(Array((0..<all.rows).shuffled(using: &random).prefix(points)))
    }
    let drawn = all.selecting(
      (0..<points).map { _ in Int(random.next(upperBound: UInt64(all.rows))) })
    return EmbeddingMatrix(
      rows: points, columns: all.columns,
      values: drawn.values.map { $0 + Float(random.nextNormal() * Self.noise) })
  }

  private func write(_ matrix: EmbeddingMatrix, to name: String) throws {
    let data = unsafe matrix.values.withUnsafeBytes { unsafe Data($0) }
    try data.write(to: URL(filePath: "\(folder)/\(name).bin"))
  }
}
