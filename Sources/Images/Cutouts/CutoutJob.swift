import FITS
import Numbers
import Parallel

/// One cutout to be made, and the pixels of the image it needs.
struct CutoutJob: Sendable {
  let source: Int
  let placement: CutoutPlacement
  let columns: Range<Int>
  let rows: Range<Int>
}

/// Lists the cutouts of one image.
struct CutoutJobs {
  let plan: CutoutPlan
  let band: Int
  let tile: Int
  let interpolation: Interpolation
  let threads: Int

  private var image: CutoutTile { plan.bands[band].tiles[tile] }

  /// The jobs by their first row; sources of which the image holds nothing have none, nor have
  /// those that cross the edge where that is forbidden.
  func sorted() -> [CutoutJob] {
    let sources = plan.placements[band].indices.filter { plan.placements[band][$0].tile == tile }
    let fraction = 1024
    let parts = (sources.count + fraction - 1) / fraction
    let found = parallelMap(
      parts, threads: threads, worker: { GridFinder(plan, band: band, tile: tile) },
      body: { finder, part in
        let range = (part * fraction)..<min(sources.count, (part + 1) * fraction)
        return sources[range].compactMap { job($0, finder) }
      })
    return found.flatMap { $0 }.sorted {
      ($0.rows.lowerBound, $0.source) < ($1.rows.lowerBound, $1.source)
    }
  }

  private func job(_ source: Int, _ finder: GridFinder) -> CutoutJob? {
    let placement = plan.placements[band][source]
    if case .window(let window) = placement.kind {
      if plan.edges == .strict, !window.isInside(width: image.width, height: image.height) {
        return nil
      }
      let (columns, rows) = window.overlap(width: image.width, height: image.height)
      guard !columns.isEmpty, !rows.isEmpty else { return nil }
      return CutoutJob(source: source, placement: placement, columns: columns, rows: rows)
    }
    guard let grid = finder.grid(placement),
      let bounds = grid.bounds(
        size: plan.size, reach: interpolation.reach, width: image.width, height: image.height)
    else { return nil }
    return CutoutJob(
      source: source, placement: placement, columns: bounds.columns, rows: bounds.rows)
  }
}

/// Finds the grids of resampled cutouts; for one thread.
struct GridFinder {
  private let size: Int
  private let coordinates: WorldCoordinates?
  private let references: [WorldCoordinates?]
  /// Arcseconds of the image's pixels.
  private let scale: Double

  init(_ plan: CutoutPlan, band: Int, tile: Int) {
    size = plan.size
    coordinates =
      plan.isResampled
      ? plan.bands[band].tiles[tile].coordinates?.independentCopy() : nil
    references =
      plan.isResampled
      ? plan.bands[0].tiles.map { $0.coordinates?.independentCopy() } : []
    scale = coordinates?.pixelScale ?? .nan
  }

  /// `nil` for a cutout that is not resampled.
  func grid(_ placement: CutoutPlacement) -> CutoutGrid? {
    guard let coordinates else { return nil }
    switch placement.kind {
    case .none, .window: return nil
    case .grid(let tile, _):
      return CutoutGrid(
        placement, size: size, reference: references[tile], coordinates: coordinates)
    case .tangent:
      return CutoutGrid(placement, size: size, reference: nil, coordinates: coordinates)
    }
  }

  /// The most places along a pixel's side that are looked up: pixels sixteen times smaller are
  /// sampled, not averaged over.
  private static let mostSamples = 16

  /// Places along a pixel's side for a mean over all of the image's pixels beneath it.
  func sampling(_ placement: CutoutPlacement) -> Int {
    let wanted: Double
    switch placement.kind {
    case .none, .window: return 1
    case .grid(let tile, _): wanted = references[tile]?.pixelScale ?? .nan
    case .tangent(_, let scale): wanted = scale
    }
    let ratio = wanted / scale
    guard ratio.isFinite else { return 1 }
    return max(1, min(Self.mostSamples, Int(clamping: (ratio - 0.05).rounded(.up))))
  }
}
