import Numbers

/// What becomes of a cutout that crosses the image's edge; names and meaning as in astropy.
public enum EdgeMode: String, Sendable, Hashable, CaseIterable {
  /// It becomes smaller.
  case trim
  /// What lies beyond the edge is NaN.
  case partial
  /// It is not made.
  case strict
}

/// The pixels of a cutout in its image: the centre rule.
///
/// The first column is the smallest whole number not below `x − size / 2`, the first row alike,
/// as in astropy's `Cutout2D`. So the position lies at most half a pixel from the cutout's centre,
/// which is a pixel's centre where the size is odd, and a corner where it is even; of two pixels
/// at equal distance the lower one is taken.
public struct CutoutWindow: Sendable, Hashable {
  /// Counted from 0; negative where the cutout begins in front of the image.
  public let firstColumn: Int
  public let firstRow: Int
  /// Pixels along each side.
  public let size: Int

  /// Positions further away are none: whole numbers are exact below.
  private static let farthest = 0x1p50

  /// - Parameters:
  ///   - x: Counted from 0, whole numbers are pixels' centres.
  ///   - size: Positive.
  /// - Returns: `nil` where the position is not a number, or far from any image.
  public init?(x: Double, y: Double, size: Int) {
    precondition(size > 0, "expected a positive size, found \(size)")
    guard abs(x) < Self.farthest, abs(y) < Self.farthest else { return nil }
    firstColumn = Int(clamping: (x - Double(size) / 2).rounded(.up))
    firstRow = Int(clamping: (y - Double(size) / 2).rounded(.up))
    self.size = size
  }

  init(firstColumn: Int, firstRow: Int, size: Int) {
    self.firstColumn = firstColumn
    self.firstRow = firstRow
    self.size = size
  }

  /// The window in an image whose pixels are counted from elsewhere.
  func moved(byX x: Int, y: Int) -> CutoutWindow {
    CutoutWindow(firstColumn: firstColumn + x, firstRow: firstRow + y, size: size)
  }

  /// From the cutout's centre to the position, in pixels: above −0.5, at most 0.5.
  public func offset(x: Double, y: Double) -> (x: Double, y: Double) {
    let half = Double(size - 1) / 2
    return (x - Double(firstColumn) - half, y - Double(firstRow) - half)
  }

  /// The columns and rows that lie in an image; empty ranges where none does.
  public func overlap(width: Int, height: Int) -> (columns: Range<Int>, rows: Range<Int>) {
    func clipped(_ first: Int, _ end: Int) -> Range<Int> {
      let low = min(max(0, first), end)
      return low..<max(low, min(end, first + size))
    }
    return (clipped(firstColumn, width), clipped(firstRow, height))
  }

  /// Whether all of it lies in an image.
  public func isInside(width: Int, height: Int) -> Bool {
    firstColumn >= 0 && firstRow >= 0 && firstColumn + size <= width && firstRow + size <= height
  }

  /// Pixels that lie in an image.
  func overlapCount(width: Int, height: Int) -> Int {
    let (columns, rows) = overlap(width: width, height: height)
    return columns.count * rows.count
  }
}
