import Glibc

/// A rotation of directions: a matrix of three rows, each a unit vector.
struct SphereRotation: Sendable, Hashable {
  var rows: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

  static func == (left: SphereRotation, right: SphereRotation) -> Bool { left.rows == right.rows }

  func hash(into hasher: inout Hasher) {
    hasher.combine(rows.0)
    hasher.combine(rows.1)
    hasher.combine(rows.2)
  }

  init(_ first: SIMD3<Double>, _ second: SIMD3<Double>, _ third: SIMD3<Double>) {
    rows = (first, second, third)
  }

  static let identity = SphereRotation([1, 0, 0], [0, 1, 0], [0, 0, 1])

  /// The axes turned about one of them; in degrees.
  enum Axis { case x, y, z }

  init(about axis: Axis, degrees: Double) {
    let (s, c) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    switch axis {
    case .x: self.init([1, 0, 0], [0, c, s], [0, -s, c])
    case .y: self.init([c, 0, -s], [0, 1, 0], [s, 0, c])
    case .z: self.init([c, s, 0], [-s, c, 0], [0, 0, 1])
    }
  }

  /// The other way round.
  var inverse: SphereRotation {
    SphereRotation(
      [rows.0.x, rows.1.x, rows.2.x], [rows.0.y, rows.1.y, rows.2.y],
      [rows.0.z, rows.1.z, rows.2.z])
  }

  static func * (left: SphereRotation, vector: SIMD3<Double>) -> SIMD3<Double> {
    [(left.rows.0 * vector).sum(), (left.rows.1 * vector).sum(), (left.rows.2 * vector).sum()]
  }

  /// First the right one, then the left.
  static func * (left: SphereRotation, right: SphereRotation) -> SphereRotation {
    let columns = right.inverse.rows
    func row(_ row: SIMD3<Double>) -> SIMD3<Double> {
      [(row * columns.0).sum(), (row * columns.1).sum(), (row * columns.2).sum()]
    }
    return SphereRotation(row(left.rows.0), row(left.rows.1), row(left.rows.2))
  }
}

/// A direction as a unit vector and as two angles in degrees.
enum Direction {
  static func vector(longitude: Double, latitude: Double) -> SIMD3<Double> {
    let (a, d) = (longitude * .pi / 180, latitude * .pi / 180)
    return [cos(d) * cos(a), cos(d) * sin(a), sin(d)]
  }

  static func angles(_ vector: SIMD3<Double>) -> (longitude: Double, latitude: Double) {
    let latitude = atan2(vector.z, (vector.x * vector.x + vector.y * vector.y).squareRoot())
    return (atan2(vector.y, vector.x) * 180 / .pi, latitude * 180 / .pi)
  }
}
