import Glibc
import Numbers

/// Who lies beside whom in an image.
struct Neighbourhood: Sendable {
  /// Neighbours count that are at most this many magnitudes fainter, in r.
  static let depth = 2.0

  private let sources: [FieldSource]
  private let pixelScale, seeing: Double
  /// Sources by square cells of ``cellSize`` pixels.
  private let cells: [Cell: [Int]]
  private let cellSize: Double
  /// Of all sources, arcseconds.
  private let largestRadius: Double

  private struct Cell: Hashable {
    let column, row: Int
  }

  init(_ field: SkyField) {
    sources = field.sources
    pixelScale = field.configuration.pixelScale
    seeing = field.configuration.seeing
    largestRadius = sources.reduce(0) { max($0, $1.shape?.radius ?? 0) }
    let size = max(8, min(64, (seeing + largestRadius) / pixelScale))
    cellSize = size
    cells = Dictionary(grouping: field.sources.indices) {
      Self.cell(of: field.sources[$0], size: size)
    }
  }

  private static func cell(of source: FieldSource, size: Double) -> Cell {
    Cell(
      column: Int(clamping: (source.x / size).rounded(.down)),
      row: Int(clamping: (source.y / size).rounded(.down)))
  }

  /// Whether a source's light runs together with a neighbour's: they lie closer than the seeing
  /// and both half-light radii together.
  func isBlended(_ index: Int) -> Bool {
    let radius = sources[index].shape?.radius ?? 0
    let reach = (seeing + radius + largestRadius) / pixelScale
    var isBlended = false
    forEachNeighbour(of: index, within: reach) { other, distance in
      let limit = seeing + radius + (other.shape?.radius ?? 0)
      if distance * pixelScale < limit { isBlended = true }
    }
    return isBlended
  }

  /// Whether a source cannot be told apart from a brighter one: its place lies within the seeing
  /// and the brighter one's half-light radius.
  func isHidden(_ index: Int) -> Bool {
    let magnitude = sources[index].magnitudes[Passband.reference]
    var isHidden = false
    forEachNeighbour(of: index, within: (seeing + largestRadius) / pixelScale) { other, distance in
      let limit = seeing + (other.shape?.radius ?? 0)
      let isBrighter = other.magnitudes[Passband.reference] < magnitude
      if isBrighter && distance * pixelScale < limit { isHidden = true }
    }
    return isHidden
  }

  /// Pixels to the nearest neighbour; `reach` where none is nearer.
  func distance(of index: Int, within reach: Double) -> Double {
    var nearest = reach
    forEachNeighbour(of: index, within: reach) { _, distance in nearest = min(nearest, distance) }
    return nearest
  }

  private func forEachNeighbour(
    of index: Int, within reach: Double, _ body: (FieldSource, Double) -> Void
  ) {
    let source = sources[index]
    let home = Self.cell(of: source, size: cellSize)
    let steps = Int(clamping: (reach / cellSize).rounded(.up))
    let faintest = source.magnitudes[Passband.reference] + Self.depth
    for row in (home.row - steps)...(home.row + steps) {
      for column in (home.column - steps)...(home.column + steps) {
        for place in cells[Cell(column: column, row: row)] ?? [] where place != index {
          let other = sources[place]
          guard other.magnitudes[Passband.reference] < faintest else { continue }
          let distance =
            (pow(source.x - other.x, 2) + pow(source.y - other.y, 2)).squareRoot()
          if distance < reach { body(other, distance) }
        }
      }
    }
  }
}
