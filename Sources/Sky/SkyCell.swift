import Glibc
import Numbers

/// A cell of the HEALPix tessellation in its ring scheme: twelve base cells, each cut in
/// `sideCount`² cells of equal area.
///
/// - Source: Górski et al. 2005, ApJ 622, 759, section 4.1.
public struct SkyCell: Hashable, Sendable {
  /// Cells along a base cell's side; a positive number.
  public let sideCount: Int
  /// In `0..<12 · sideCount²`, from the north pole southward.
  public let index: Int

  /// The cell that holds a position.
  public init(containing position: SkyPosition, sideCount: Int) {
    precondition(sideCount > 0, "sideCount must be positive, found \(sideCount)")
    self.sideCount = sideCount
    let z = sin(position.declination * .pi / 180)
    let quarterTurns = position.rightAscension / 90
    index =
      abs(z) <= 2.0 / 3
      ? Self.equatorialIndex(z: z, quarterTurns: quarterTurns, sideCount: sideCount)
      : Self.polarIndex(z: z, quarterTurns: quarterTurns, sideCount: sideCount)
  }

  private static func equatorialIndex(z: Double, quarterTurns: Double, sideCount: Int) -> Int {
    let side = Double(sideCount)
    let ascending = Int(clamping: (side * (0.5 + quarterTurns - z * 0.75)).rounded(.down))
    let descending = Int(clamping: (side * (0.5 + quarterTurns + z * 0.75)).rounded(.down))
    let ring = sideCount + 1 + ascending - descending
    let isShifted = ring % 2 == 0 ? 1 : 0
    let column = (ascending + descending - sideCount + isShifted + 1) / 2
    let ringLength = 4 * sideCount
    let wrapped = ((column % ringLength) + ringLength) % ringLength
    return 2 * sideCount * (sideCount - 1) + (ring - 1) * ringLength + wrapped
  }

  private static func polarIndex(z: Double, quarterTurns: Double, sideCount: Int) -> Int {
    let side = Double(sideCount)
    let fraction = quarterTurns - quarterTurns.rounded(.down)
    let distance = side * (3 * (1 - abs(z))).squareRoot()
    let ascending = min(Int(clamping: fraction * distance), sideCount - 1)
    let descending = min(Int(clamping: (1 - fraction) * distance), sideCount - 1)
    let ring = ascending + descending + 1
    let column = min(Int(clamping: quarterTurns * Double(ring)), 4 * ring - 1)
    return z > 0
      ? 2 * ring * (ring - 1) + column
      : 12 * sideCount * sideCount - 2 * ring * (ring + 1) + column
  }
}
