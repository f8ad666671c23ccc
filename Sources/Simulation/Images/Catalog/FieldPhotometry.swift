public import FITS
internal import Files
internal import Numbers
internal import Sky

/// A source as it is measured on noisy images.
public struct MeasuredSource: Hashable, Sendable {
  /// Of the source in ``SkyField/sources``.
  public let index: Int
  /// By exposure, nanomaggies: the flux of a point that fits best.
  public let pointFluxes, pointErrors: [Double]
  /// The flux of the template that fits best; one template for all exposures.
  public let modelFluxes, modelErrors: [Double]
  /// In the reference exposure, the flux of the extended template that fits best, however little
  /// the source shows of an extent.
  public let extendedFlux, extendedError: Double
  /// Half-light radius of the template, arcseconds; 0 for a point.
  public let modelRadius: Double
  public let isSaturated: Bool
  /// A neighbour's light runs into the source's.
  public let isBlended: Bool
  /// Part of what a point needs lies beyond the image.
  public let isTruncated: Bool
}

/// Measures the sources of a field at their true places on its images.
public struct FieldPhotometry: Sendable {
  public let field: SkyField
  /// One for each exposure.
  private let images: [FITSImage]
  private let libraries: [TemplateLibrary]
  private let neighbours: Neighbourhood
  /// The exposure that decides on sizes and detections.
  public let reference: Int

  /// Signal to noise of a source in a catalog.
  private static let detectionLimit = 5.0
  private static let stripPixels = 1 << 20

  /// - Parameter images: One for each exposure, of the field's size.
  public init(_ field: SkyField, images: [FITSImage]) {
    precondition(
      images.count == field.exposures.count,
      "expected \(field.exposures.count) images, found \(images.count)")
    self.field = field
    self.images = images
    neighbours = Neighbourhood(field)
    libraries = field.exposures.map(TemplateLibrary.init)
    reference = Self.reference(of: field)
  }

  static func reference(of field: SkyField) -> Int {
    Band.referenceIndex(among: field.configuration.bands.map { Band($0) }) ?? 0
  }

  /// All sources above the detection limit that can be told apart, in the order of the field's.
  ///
  /// - Parameters:
  ///   - threads: How many strips are measured at once.
  ///   - completed: Told the rows done so far, from any thread; may throw to stop.
  public func measure(
    threads: Int, completed: @escaping @Sendable (Int) throws -> Void = { _ in }
  ) async throws -> [MeasuredSource] {
    let width = field.configuration.width
    return try forEachStrip(
      of: field.configuration.height, rows: max(32, Self.stripPixels / width), threads: threads,
      completed: completed
    ) { try measure($0) }.flatMap(\.self).sorted { $0.index < $1.index }
  }

  /// Sources whose places lie in some rows.
  private func measure(_ rows: Range<Int>) throws(SkysortError) -> [MeasuredSource] {
    let limits = (Double(rows.lowerBound) - 0.5)..<(Double(rows.upperBound) - 0.5)
    let inside = field.sources[..<field.count].filter {
      limits.contains($0.y) && !neighbours.isHidden($0.index)
    }
    guard !inside.isEmpty else { return [] }
    let margin = Int(clamping: ProfileTemplate.maximumReach) + 1
    let needed =
      max(
        0, rows.lowerBound - margin)..<min(
        field.configuration.height, rows.upperBound + margin)
    var windows: [PixelRows] = []
    for image in images {
      windows.append(
        PixelRows(
          width: image.width, firstRow: needed.lowerBound,
          pixels: try image.pixels(rows: needed)))
    }
    return inside.compactMap { measure($0, windows) }
  }

  private func measure(_ source: FieldSource, _ windows: [PixelRows]) -> MeasuredSource? {
    let (x, y) = (source.x, source.y)
    let room = room(around: source.index)
    let fit = libraries[reference].fit(windows[reference], x: x, y: y, room: room)
    let choice = libraries[reference].choice(fit)
    let sums = { (choice: TemplateLibrary.Choice?) in
      zip(libraries, windows).map { $0[choice].sums($1, x: x, y: y, room: room) }
    }
    let (points, models) = (sums(nil), choice == nil ? sums(nil) : sums(choice))
    let extended = libraries[reference][fit?.choice]
      .sums(windows[reference], x: x, y: y, room: room)
    let errors = { (sums: [ProfileTemplate.Sums]) in
      zip(sums, field.exposures).map { $0.variance($1).squareRoot() }
    }
    let (pointErrors, modelErrors) = (errors(points), errors(models))
    let limit = Self.detectionLimit
    guard
      points[reference].flux > limit * pointErrors[reference]
        || models[reference].flux > limit * modelErrors[reference]
    else { return nil }
    return MeasuredSource(
      index: source.index, pointFluxes: points.map(\.flux), pointErrors: pointErrors,
      modelFluxes: models.map(\.flux), modelErrors: modelErrors,
      extendedFlux: extended.flux,
      extendedError: extended.variance(field.exposures[reference]).squareRoot(),
      modelRadius: libraries[reference][choice].radius * field.configuration.pixelScale,
      isSaturated: isSaturated(x, y, windows),
      isBlended: neighbours.isBlended(source.index), isTruncated: isTruncated(x, y))
  }

  /// Pixels around a source that are taken for its own: up to where a neighbour begins.
  private func room(around index: Int) -> Double {
    let width = field.configuration.seeing / field.configuration.pixelScale
    let distance = neighbours.distance(of: index, within: ProfileTemplate.maximumReach + width)
    return max(width, distance - width)
  }

  private func isSaturated(_ x: Double, _ y: Double, _ windows: [PixelRows]) -> Bool {
    zip(field.exposures, windows).contains { exposure, window in
      let reach = exposure.seeing / exposure.pixelScale
      return window.rows(around: y, reach: reach).contains { row in
        window.columns(around: x, reach: reach).contains { column in
          window.pixels[(row - window.firstRow) * window.width + column]
            >= Float(exposure.saturation)
        }
      }
    }
  }

  private func isTruncated(_ x: Double, _ y: Double) -> Bool {
    let reach = libraries[reference].point.reach
    return x < reach || y < reach || x > Double(field.configuration.width - 1) - reach
      || y > Double(field.configuration.height - 1) - reach
  }
}
