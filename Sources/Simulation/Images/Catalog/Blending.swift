import Glibc

/// Which sources' light runs together with a neighbour's.
///
/// A neighbour counts if it is no more than ``depth`` magnitudes fainter in r and closer than the
/// seeing and both half-light radii together.
struct Blending {
  static let depth = 2.0

  private let sources: [FieldSource]
  private let pixelScale, seeing: Double
  /// Sources by square cells of this many pixels.
  private let cells: [Cell: [Int]]
  private let cellSize: Double
  /// Of all sources, arcseconds.
  private let largestRadius: Double

  private struct Cell: Hashable {
    let column, row: Int
  }

  /// - Parameter seeing: Arcseconds.
  init(_ sources: [FieldSource], pixelScale: Double, seeing: Double) {
    self.sources = sources
    self.pixelScale = pixelScale
    self.seeing = seeing
    largestRadius = sources.reduce(0) { max($0, $1.shape?.radius ?? 0) }
    let size = max(8, min(64, (seeing + largestRadius) / pixelScale))
    cellSize = size
    cells = Dictionary(grouping: sources.indices) { Self.cell(of: sources[$0], size: size) }
  }

  private static func cell(of source: FieldSource, size: Double) -> Cell {
    Cell(column: Int((source.x / size).rounded(.down)), row: Int((source.y / size).rounded(.down)))
  }

  func isBlended(_ index: Int) -> Bool {
    let source = sources[index]
    let home = Self.cell(of: source, size: cellSize)
    let radius = source.shape?.radius ?? 0
    let reach = (seeing + radius + largestRadius) / pixelScale
    let cellReach = Int((reach / cellSize).rounded(.up))
    for row in (home.row - cellReach)...(home.row + cellReach) {
      for column in (home.column - cellReach)...(home.column + cellReach) {
        for other in cells[Cell(column: column, row: row)] ?? []
        where other != index && touches(source, sources[other]) { return true }
      }
    }
    return false
  }

  private func touches(_ source: FieldSource, _ other: FieldSource) -> Bool {
    let reference = Passband.reference
    guard other.magnitudes[reference] < source.magnitudes[reference] + Self.depth else {
      return false
    }
    let reach = seeing + (source.shape?.radius ?? 0) + (other.shape?.radius ?? 0)
    let distance =
      pow(source.x - other.x, 2) + pow(source.y - other.y, 2)
    return distance < pow(reach / pixelScale, 2)
  }
}
