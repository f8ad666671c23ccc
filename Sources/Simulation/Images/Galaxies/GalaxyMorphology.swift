/// What a galaxy looks like, in the classes of Galaxy Zoo.
///
/// - Source: Lintott et al. 2011, MNRAS 410, 166.
public enum GalaxyMorphology: String, CaseIterable, Codable, Sendable {
  case elliptical
  /// Arms whose position angles, seen with north up and east left, turn anticlockwise outward:
  /// a Z; trailing arms then turn clockwise with time.
  case clockwiseSpiral = "spiral_cw"
  /// The mirror image of ``clockwiseSpiral``: an S.
  case anticlockwiseSpiral = "spiral_acw"
  case edgeOn = "edge_on"
  case merger

  public var isSpiral: Bool { self == .clockwiseSpiral || self == .anticlockwiseSpiral }
}
