import Numbers
import Sky

/// Where the pixels of one resampled cutout lie in an image: known at nodes, bilinear between.
struct CutoutGrid {
  /// Pixels from node to node. The curvature of any usable image moves the middle between two
  /// by less than a hundredth of a pixel.
  fileprivate static let step = 16
  private let side: Int
  /// Pairs (x, y), shape `[side, side]`, in the image, counted from 0.
  private let nodes: [Double]

  /// - Parameters:
  ///   - reference: The coordinates of the grid's image, where the cutout has such.
  ///   - coordinates: Of the image that is looked up.
  init(
    _ placement: CutoutPlacement, size: Int, reference: WorldCoordinates?,
    coordinates: WorldCoordinates
  ) {
    side = max(2, (size + Self.step - 2) / Self.step + 1)
    let places = (0..<side).map { Double($0 * Self.step) }
    let cutout = places.flatMap { row in places.flatMap { [$0, row] } }
    let angles: [Double]
    switch placement.kind {
    case .grid(_, let window):
      guard let reference else { preconditionFailure("expected coordinates of the grid") }
      angles = reference.skyAngles(
        ofPixels: cutout.enumerated().map {
          $1 + Double($0 % 2 == 0 ? window.firstColumn : window.firstRow)
        })
    case .tangent(let centre, let scale):
      angles = TangentPlane(centre: centre, scale: scale, size: size).skyAngles(ofPixels: cutout)
    case .none, .window: preconditionFailure("expected a cutout to resample, found \(placement)")
    }
    nodes = coordinates.pixels(ofSkyAngles: angles)
  }

  /// The place of a cutout's pixel, counted from its own first one.
  func place(_ column: Double, _ row: Double) -> (x: Double, y: Double) { line(row).place(column) }

  /// The places of a row of a cutout's pixels.
  struct Line {
    /// (x, y) at the nodes' columns.
    fileprivate let nodes: [SIMD2<Double>]

    @inline(__always)
    func place(_ column: Double) -> (x: Double, y: Double) {
      let position = column / Double(CutoutGrid.step)
      let node = max(0, min(nodes.count - 2, Int(clamping: position)))
      let part = position - Double(node)
      let place = nodes[node] * (1 - part) + nodes[node + 1] * part
      return (place.x, place.y)
    }
  }

  func line(_ row: Double) -> Line {
    let position = row / Double(Self.step)
    let below = max(0, min(side - 2, Int(clamping: position)))
    let part = position - Double(below)
    return Line(
      nodes: (0..<side).map { column in
        let low = 2 * (below * side + column)
        let high = low + 2 * side
        return SIMD2(nodes[low], nodes[low + 1]) * (1 - part)
          + SIMD2(nodes[high], nodes[high + 1]) * part
      })
  }

  /// What surely holds the places of all pixels, clipped to the image; `nil` where none is in
  /// it, or the projection ends within.
  ///
  /// - Parameter reach: Further pixels on each side.
  func bounds(
    size: Int, reach: Int, width: Int, height: Int
  ) -> (columns: Range<Int>, rows: Range<Int>)? {
    let edge = Double(size) - 0.5
    let corners = [(-0.5, -0.5), (edge, -0.5), (-0.5, edge), (edge, edge)].map { place($0, $1) }
    let inner = stride(from: 0, to: nodes.count, by: 2).map { (x: nodes[$0], y: nodes[$0 + 1]) }
    let known = (corners + inner).filter { $0.x.magnitude < 0x1p40 && $0.y.magnitude < 0x1p40 }
    guard !known.isEmpty else { return nil }
    func range(_ values: [Double], _ end: Int) -> Range<Int> {
      let low = max(0, Int(clamping: (values.min() ?? 0).rounded(.down)) - reach)
      let high = min(end, Int(clamping: (values.max() ?? 0).rounded(.up)) + reach + 1)
      return low..<max(low, high)
    }
    let columns = range(known.map(\.x), width)
    let rows = range(known.map(\.y), height)
    return columns.isEmpty || rows.isEmpty ? nil : (columns, rows)
  }
}

/// A plane that touches the sky, north up and east left, as a cutout's pixels.
struct TangentPlane {
  let centre: SkyPosition
  /// Arcseconds of a pixel's side.
  let scale: Double
  let size: Int

  /// - Parameter pixels: Pairs, counted from 0; the touching point is the cutout's centre.
  /// - Source: Calabretta & Greisen 2002, A&A 395, 1077, section 5.1.3.
  func skyAngles(ofPixels pixels: [Double]) -> [Double] {
    let middle = Double(size - 1) / 2
    let step = scale / 3600 * .pi / 180
    let north = Direction.vector(
      longitude: centre.rightAscension, latitude: centre.declination + 90)
    let out = Direction.vector(longitude: centre.rightAscension, latitude: centre.declination)
    let east = Direction.vector(longitude: centre.rightAscension + 90, latitude: 0)
    var angles: [Double] = []
    for index in stride(from: 0, to: pixels.count, by: 2) {
      let (x, y) = ((middle - pixels[index]) * step, (pixels[index + 1] - middle) * step)
      let found = Direction.angles(out + x * east + y * north)
      angles += [found.longitude, found.latitude]
    }
    return angles
  }
}
