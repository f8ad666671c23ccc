import Sky

/// Where cutouts are wanted.
public enum CutoutPositions: Sendable {
  /// Right ascension and declination in degrees, in pairs; NaN where a source has none.
  case sky([Double])
  /// Pixels of the first band's only image, counted from 0, in pairs.
  case pixels([Double])

  /// Sources.
  public var count: Int {
    switch self {
    case .sky(let pairs), .pixels(let pairs): pairs.count / 2
    }
  }
}

/// How one cutout is taken from one band.
public struct CutoutPlacement: Sendable, Hashable {
  /// Which of the band's images; `nil` where none holds any of it.
  public internal(set) var tile: Int?
  /// The source in that image, counted from 0; NaN where it is in none.
  public internal(set) var x = Double.nan
  public internal(set) var y = Double.nan
  var kind = Kind.none

  enum Kind: Sendable, Hashable {
    case none
    /// The image's own pixels.
    case window(CutoutWindow)
    /// Pixels of a window of an image of the first band, looked up in this one.
    case grid(tile: Int, CutoutWindow)
    /// A plane that touches the sky at the source, north up and east left.
    case tangent(SkyPosition, scale: Double)
  }

  /// Whether the cutout's pixels are not the image's own.
  public var isResampled: Bool {
    switch kind {
    case .grid, .tangent: true
    case .none, .window: false
    }
  }

  /// Of the first band's images, the one whose grid the cutout has; `nil` where it has its own.
  public var referenceTile: Int? { if case .grid(let tile, _) = kind { tile } else { nil } }

  /// Arcseconds of a pixel, of a cutout on a plane of its own; `nil` of others.
  public var tangentScale: Double? {
    if case .tangent(_, let scale) = kind { scale } else { nil }
  }

  /// The pixels cut, in the coordinates of the image whose grid the cutout has.
  public var window: CutoutWindow? {
    switch kind {
    case .window(let window), .grid(_, let window): window
    case .none, .tangent: nil
    }
  }
}

/// How cutouts of several bands come onto common pixels.
public enum CutoutAlignment: Sendable, Hashable {
  /// Bands on the first one's grid are cut as they are; others are resampled onto that grid.
  case firstBand
  /// Every band is cut on its own grid; sources lie up to half a pixel off.
  case none
  /// All are resampled to planes that touch the sky at each source, north up and east left, with
  /// the source at the centre.
  ///
  /// - Parameter scale: Arcseconds of a pixel's side.
  case tangent(scale: Double)
}
