import FoundationEssentials
import Glibc
import Random
import Sky

/// Matches made positions all over the sky, in memory.
///
/// The positions and the matches found are left in files of raw numbers, so that another program
/// can be given the same positions and its matches be compared.
struct MatchWork {
  let folder: String
  /// Positions that are looked up.
  let rows: Int
  /// Positions they are looked up among.
  let others: Int
  let threads: Int
  let seed: UInt64

  /// POSIX demands this number.
  private static let clocksPerSecond = 1_000_000
  /// Arcseconds.
  private static let tolerance = 0.5
  /// Of the smaller catalog's sources, how many the larger one sees too.
  private static let sharedFraction = 0.6

  struct Figures: Encodable {
    let work = "match"
    /// Grid and matches, positions in memory before and matches in memory after.
    let seconds: Double
    /// Of all threads; does not depend on what else the machine does.
    let cpuSeconds: Double
    let rowsS: Int
    /// Largest resident memory of the whole program, in 10⁹ bytes.
    let peakGb: Double
    let rows: Int
    let others: Int
    let matched: Int
    let threads: Int
  }

  func run() async throws -> Figures {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let (first, second) = made()
    try write(first, to: "match-first")
    try write(second, to: "match-second")
    let start = ContinuousClock.now
    let used = clock()
    let matches = SkyMatcher(tolerance: Self.tolerance, threads: threads)
      .match(first, second)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let cpuSeconds = Double(clock() - used) / Double(Self.clocksPerSecond)
    let peak = Memory.peakGigabytes
    try write(matches.first.nearest, to: "match-nearest")
    return Figures(
      seconds: (seconds * 1000).rounded() / 1000,
      cpuSeconds: (cpuSeconds * 1000).rounded() / 1000, rowsS: Int(Double(rows) / seconds),
      peakGb: (peak * 100).rounded() / 100, rows: rows, others: others,
      matched: matches.first.matchedCount, threads: threads)
  }

  /// Sources spread evenly over the sphere; some of the larger catalog are those of the smaller,
  /// moved by up to twice the tolerance.
  private func made() -> (SkyPoints, SkyPoints) {
    var random = RandomStream(seed: seed, purpose: .bootstrap, stream: 1)
    func anywhere() -> (Double, Double) {
      (random.nextUnit() * 360, asin(2 * random.nextUnit() - 1) * 180 / .pi)
    }
    var (right, up) = ([Double](), [Double]())
    for _ in 0..<others {
      let (x, y) = anywhere()
      right.append(x)
      up.append(y)
    }
    let second = SkyPoints(rightAscensions: right, declinations: up)
    let shared = min(rows, Int(Double(others) * Self.sharedFraction))
    var (ownRight, ownUp) = ([Double](), [Double]())
    ownRight.reserveCapacity(rows)
    ownUp.reserveCapacity(rows)
    for row in 0..<rows {
      guard row < shared else {
        let (x, y) = anywhere()
        ownRight.append(x)
        ownUp.append(y)
        continue
      }
      let step = 2 * Self.tolerance / 3600
      let north = max(-90, min(90, up[row] + (random.nextUnit() - 0.5) * step))
      let east = (random.nextUnit() - 0.5) * step / max(1e-9, cos(up[row] * .pi / 180))
      let turned = (right[row] + east).truncatingRemainder(dividingBy: 360)
      ownRight.append(turned < 0 ? turned + 360 : turned)
      ownUp.append(north)
    }
    return (SkyPoints(rightAscensions: ownRight, declinations: ownUp), second)
  }

  private func write(_ points: SkyPoints, to name: String) throws {
    try write(points.rightAscensions, to: name + "-ra")
    try write(points.declinations, to: name + "-dec")
  }

  private func write<Number: BitwiseCopyable>(_ numbers: [Number], to name: String) throws {
    let path = "\(folder)/\(name).bin"
    guard let file = unsafe fopen(path, "w") else {
      throw BenchmarkError("\(path) cannot be written.")
    }
    defer { unsafe fclose(file) }
    let written = unsafe numbers.withUnsafeBytes {
      unsafe fwrite($0.baseAddress, 1, $0.count, file)
    }
    guard written == numbers.count * MemoryLayout<Number>.stride else {
      throw BenchmarkError("\(path) cannot be written to its end.")
    }
  }
}
