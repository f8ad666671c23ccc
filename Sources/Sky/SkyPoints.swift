/// Positions of many sources, in the ICRS frame.
///
/// A position whose angles are not finite or beyond the sphere (right ascension past two turns
/// either way, declination past a pole) is kept, so that rows stay in step, but lies nowhere.
public struct SkyPoints: Hashable, Sendable {
  /// Degrees.
  public let rightAscensions: [Double]
  /// Degrees.
  public let declinations: [Double]

  /// - Parameters: Of one length.
  public init(rightAscensions: [Double], declinations: [Double]) {
    precondition(
      rightAscensions.count == declinations.count,
      "expected \(rightAscensions.count) declinations, found \(declinations.count)")
    self.rightAscensions = rightAscensions
    self.declinations = declinations
  }

  public var count: Int { rightAscensions.count }

  /// Whether a position is a direction.
  public func isUsable(_ source: Int) -> Bool { vector(source) != nil }

  /// The angle between one of these and one of others, in arcseconds.
  @inline(__always)
  public func separation(_ source: Int, from other: Int, of others: SkyPoints) -> Double {
    AngularSeparation.radians(
      rightAscensions[source], declinations[source], others.rightAscensions[other],
      others.declinations[other]) / AngularSeparation.arcsecond
  }

  @inline(__always)
  func vector(_ source: Int) -> UnitVector? {
    UnitVector(rightAscension: rightAscensions[source], declination: declinations[source])
  }

  func vectors() -> [UnitVector?] { (0..<count).map { vector($0) } }
}
