import Glibc
internal import Parallel

/// Finds which sources of two catalogs lie at the same place on the sky.
///
/// What comes out does not depend on the number of threads, nor on which catalog is larger.
public struct SkyMatcher: Sendable {
  /// Arcseconds, in ``tolerances``; sources exactly so far apart still match.
  public let tolerance: Double
  public let threads: Int

  /// Arcseconds that make sense: beyond a degree nothing is the same source.
  public static let tolerances = Double.leastNonzeroMagnitude...3600

  public init(tolerance: Double, threads: Int = 1) {
    precondition(
      Self.tolerances.contains(tolerance),
      "expected a tolerance in 0 to 3600 arcseconds, found \(tolerance)")
    precondition(threads > 0, "expected a positive number of threads, found \(threads)")
    self.tolerance = tolerance
    self.threads = threads
  }

  /// The nearest source within the tolerance, for every source of both catalogs; the one that
  /// comes first where several are equally near.
  public func match(_ first: SkyPoints, _ second: SkyPoints) -> SkyMatches {
    // The smaller one is kept in a grid, the larger one is walked through.
    guard first.count >= second.count else { return match(second, first).swapped }
    let grid = SkyGrid(second, reach: reach)
    let parts = inParallel(first.count) { rows in
      self.neighbours(of: first, rows, in: second, grid)
    }
    var seen = SkyNeighbours(capacity: first.count)
    var found = SkyNeighbours(count: second.count)
    for part in parts {
      seen.append(part.seen)
      found.merge(part.found)
    }
    found.unusableCount = grid.unusableCount
    return SkyMatches(first: seen, second: found)
  }

  /// Every pair within the tolerance, by the first catalog's order, then by separation.
  ///
  /// - Parameter limit: How many pairs may be.
  /// - Returns: `nil` where there are more.
  public func pairs(
    _ first: SkyPoints, _ second: SkyPoints, limit: Int = 1 << 28
  ) -> [SkyPair]? {
    let isSwapped = first.count < second.count
    let (walked, kept) = isSwapped ? (second, first) : (first, second)
    let grid = SkyGrid(kept, reach: reach)
    let parts = inParallel(walked.count) { rows in
      self.pairs(of: walked, rows, in: kept, grid, limit: limit)
    }
    var pairs = parts.flatMap(\.self)
    guard pairs.count <= limit else { return nil }
    if isSwapped {
      pairs = pairs.map {
        SkyPair(first: $0.second, second: $0.first, separation: $0.separation)
      }
    }
    pairs.sort {
      ($0.first, $0.separation, $0.second) < ($1.first, $1.separation, $1.second)
    }
    return pairs
  }

  /// The straight line across the tolerance, and a little more than rounding may take away:
  /// whether a source is within the tolerance is then decided by the angle.
  var reach: Double {
    2 * sin(tolerance * AngularSeparation.arcsecond / 2) * (1 + 1e-9) + 1e-15
  }

  private struct Part: Sendable {
    var seen: SkyNeighbours
    var found: SkyNeighbours
  }

  private func neighbours(
    of walked: SkyPoints, _ rows: Range<Int>, in kept: SkyPoints, _ grid: SkyGrid
  ) -> Part {
    var part = Part(
      seen: SkyNeighbours(count: rows.count), found: SkyNeighbours(count: kept.count))
    for row in rows {
      guard let vector = walked.vector(row) else {
        part.seen.unusableCount += 1
        continue
      }
      grid.forEachSource(near: vector) { source in
        let separation = walked.separation(row, from: Int(source), of: kept)
        guard separation <= tolerance else { return }
        part.seen.observe(source, separation, at: row - rows.lowerBound)
        part.found.observe(Int32(row), separation, at: Int(source))
      }
    }
    return part
  }

  private func pairs(
    of walked: SkyPoints, _ rows: Range<Int>, in kept: SkyPoints, _ grid: SkyGrid, limit: Int
  ) -> [SkyPair] {
    var pairs: [SkyPair] = []
    for row in rows where pairs.count <= limit {
      guard let vector = walked.vector(row) else { continue }
      grid.forEachSource(near: vector) { source in
        let separation = walked.separation(row, from: Int(source), of: kept)
        guard separation <= tolerance else { return }
        pairs.append(SkyPair(first: row, second: Int(source), separation: separation))
      }
    }
    return pairs
  }

  /// Rows cut into one fraction for each thread; what came of them, in the rows' order.
  private func inParallel<Result: Sendable>(
    _ count: Int, _ work: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    let width = max(1, min(threads, count))
    return parallelMap(width, threads: width) {
      work(count * $0 / width..<count * ($0 + 1) / width)
    }
  }
}
