/// What is known of a cell of a map.
public struct CellOccupancy: Hashable, Sendable {
  /// Points in the cell, labelled or not.
  public let points: Int
  /// Labelled points of each class.
  public let counts: [Int]

  public var labelled: Int { counts.reduce(0, +) }

  /// The class most of the labelled points are of, the first of several; `nil` where none is
  /// labelled.
  public var majority: Int? {
    guard labelled > 0 else { return nil }
    return counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) }
  }

  /// Of the labelled points.
  public var majorityFraction: Double? {
    majority.map { Double(counts[$0]) / Double(labelled) }
  }

  /// Whether so few points are labelled that a classifier trained on them is not to be trusted
  /// here.
  public func isSparselyLabelled(fewerThan least: Int) -> Bool { labelled < least }
}

extension SelfOrganizingMap {
  /// Who is in each cell.
  ///
  /// - Parameters:
  ///   - units: Each point's cell, as ``bestUnits(of:threads:)`` finds it.
  ///   - classes: Each point's class below `classCount`, `nil` where it is not labelled.
  public func occupancy(
    of units: [Int32], classes: [Int?], classCount: Int
  ) -> [CellOccupancy] {
    precondition(
      units.count == classes.count, "expected \(units.count) classes, found \(classes.count)")
    var points = [Int](repeating: 0, count: grid.count)
    var counts = [Int](repeating: 0, count: grid.count * classCount)
    for (unit, label) in zip(units, classes) {
      points[Int(unit)] += 1
      guard let label else { continue }
      precondition(0..<classCount ~= label, "expected a class below \(classCount), found \(label)")
      counts[Int(unit) * classCount + label] += 1
    }
    return (0..<grid.count).map {
      CellOccupancy(
        points: points[$0], counts: Array(counts[$0 * classCount..<($0 + 1) * classCount]))
    }
  }
}
