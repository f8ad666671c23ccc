internal import CVector
internal import Glibc

/// Where each pixel of a new image is read in an old one.
///
///     column' = xx · column + xy · row + x
///     row'    = yx · column + yy · row + y
///
/// Whole numbers are pixel centres, counted from 0 at the top left; rows count downwards.
public struct AffineMap: Hashable, Sendable {
  public var xx: Double
  public var xy: Double
  public var x: Double
  public var yx: Double
  public var yy: Double
  public var y: Double

  public init(
    xx: Double = 1, xy: Double = 0, x: Double = 0, yx: Double = 0, yy: Double = 1, y: Double = 0
  ) {
    self.xx = xx
    self.xy = xy
    self.x = x
    self.yx = yx
    self.yy = yy
    self.y = y
  }

  public static let identity = AffineMap()

  /// Reads `x` columns to the right and `y` rows further down.
  public static func translation(x: Double, y: Double) -> AffineMap { AffineMap(x: x, y: y) }

  /// Turns what is seen by an angle, anticlockwise as a viewer sees it, about the origin.
  ///
  /// - Parameter angle: Radians.
  public static func rotation(_ angle: Double) -> AffineMap {
    AffineMap(xx: cos(angle), xy: -sin(angle), yx: sin(angle), yy: cos(angle))
  }

  /// Turns what is seen by quarter turns, anticlockwise, without rounding, about the origin.
  public static func quarterTurns(_ count: Int) -> AffineMap {
    switch count & 3 {
    case 0: identity
    case 1: AffineMap(xx: 0, xy: -1, yx: 1, yy: 0)
    case 2: AffineMap(xx: -1, yy: -1)
    default: AffineMap(xx: 0, xy: 1, yx: -1, yy: 0)
    }
  }

  /// Swaps left and right, top and bottom, or both.
  public static func flip(horizontal: Bool, vertical: Bool) -> AffineMap {
    AffineMap(xx: horizontal ? -1 : 1, yy: vertical ? -1 : 1)
  }

  /// Shows everything larger by these factors, about the origin.
  public static func enlargement(x: Double, y: Double) -> AffineMap {
    AffineMap(xx: 1 / x, yy: 1 / y)
  }

  /// Slides each row by `slope` times its distance from the origin.
  public static func shear(_ slope: Double) -> AffineMap { AffineMap(xy: slope) }
}

extension AffineMap {
  /// The place that a pixel is read at.
  public func callAsFunction(column: Double, row: Double) -> (column: Double, row: Double) {
    (xx * column + xy * row + x, yx * column + yy * row + y)
  }

  /// Both changes in one map: `first` changes an image, then this map its result.
  ///
  ///     (second.following(first))(p) = first(second(p))
  public func following(_ first: AffineMap) -> AffineMap {
    let shift = first(column: x, row: y)
    return AffineMap(
      xx: first.xx * xx + first.xy * yx, xy: first.xx * xy + first.xy * yy, x: shift.column,
      yx: first.yx * xx + first.yy * yx, yy: first.yx * xy + first.yy * yy, y: shift.row)
  }

  /// Area of the source that an output pixel stands for, in pixels; negative where the map
  /// mirrors.
  public var determinant: Double { xx * yy - xy * yx }

  /// Whether handedness changes.
  public var isMirrored: Bool { determinant < 0 }

  /// The map back; `nil` where this one folds the plane to a line.
  public var inverse: AffineMap? {
    let area = determinant
    guard area != 0, area.isFinite else { return nil }
    let (a, b, c, d) = (yy / area, -xy / area, -yx / area, xx / area)
    return AffineMap(xx: a, xy: b, x: -(a * x + b * y), yx: c, yy: d, y: -(c * x + d * y))
  }

  /// Whether every pixel is read at a pixel's centre, none of them twice: nothing is
  /// interpolated.
  public var isExact: Bool {
    func isUnit(_ number: Double) -> Bool { number == 0 || abs(number) == 1 }
    return isUnit(xx) && isUnit(xy) && isUnit(yx) && isUnit(yy) && abs(determinant) == 1
      && x == x.rounded() && y == y.rounded()
  }

  public var isFinite: Bool {
    (xx + xy + x).isFinite && (yx + yy + y).isFinite
  }

  /// This map with both images counted from a place of their own instead of the origin.
  ///
  /// - Parameters:
  ///   - output: The place of the output that the map sees as the origin, on both axes.
  ///   - column: The column of the source it sees as the origin.
  ///   - row: The row of the source.
  public func about(output: Double, column: Double, row: Double) -> AffineMap {
    let start = self(column: -output, row: -output)
    return AffineMap(
      xx: xx, xy: xy, x: start.column + column, yx: yx, yy: yy, y: start.row + row)
  }

  var coefficients: vector_affine {
    vector_affine(
      across_column: xx, across_row: xy, column_shift: x, down_column: yx, down_row: yy,
      row_shift: y)
  }
}
