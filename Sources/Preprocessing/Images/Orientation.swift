/// One of the eight ways to lay a square image down: quarter turns, with and without a mirror.
public struct Orientation: Hashable, Sendable {
  /// Quarter turns anticlockwise, after the mirror; in 0...3.
  public let quarterTurns: Int
  /// Whether left and right are swapped, and with them handedness.
  public let isMirrored: Bool

  public init(quarterTurns: Int, isMirrored: Bool = false) {
    self.quarterTurns = quarterTurns & 3
    self.isMirrored = isMirrored
  }

  public static let upright = Orientation(quarterTurns: 0)

  /// The four turns of the image, then those of its mirror image.
  public static let all = [false, true].flatMap { mirrored in
    (0..<4).map { Orientation(quarterTurns: $0, isMirrored: mirrored) }
  }

  /// The four turns: those that keep handedness.
  public static let turns = (0..<4).map { Orientation(quarterTurns: $0) }

  /// Those whose images' labels are known: all, or the turns where a target tells handedness
  /// and its mirror image has no name.
  ///
  /// What a network says of a mirrored image is said of its mirror image;
  /// ``TargetSymmetry/mirror(_:)`` translates it.
  public static func known(to targets: TargetSymmetry) -> [Orientation] {
    targets.unpaired.isEmpty ? all : turns
  }

  /// About the images' centres.
  public var map: AffineMap {
    AffineMap.quarterTurns(quarterTurns)
      .following(.flip(horizontal: isMirrored, vertical: false))
  }

  /// The orientation that undoes this one.
  public var inverse: Orientation {
    // A mirror image turned and mirrored again turns the other way, so it undoes itself.
    isMirrored ? self : Orientation(quarterTurns: 4 - quarterTurns)
  }
}
