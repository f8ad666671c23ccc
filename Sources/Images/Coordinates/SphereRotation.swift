import CERFA

/// A matrix that turns directions.
struct SphereRotation: Sendable {
  private let matrix: cerfa_matrix

  init(_ matrix: cerfa_matrix) { self.matrix = matrix }

  init(_ first: SIMD3<Double>, _ second: SIMD3<Double>, _ third: SIMD3<Double>) {
    matrix = cerfa_matrix(
      rows: (
        (first.x, first.y, first.z), (second.x, second.y, second.z), (third.x, third.y, third.z)
      ))
  }

  /// The axes turned about one of them; in degrees.
  static func aboutY(degrees: Double) -> SphereRotation {
    SphereRotation(cerfa_about_y(degrees * .pi / 180))
  }

  static func aboutZ(degrees: Double) -> SphereRotation {
    SphereRotation(cerfa_about_z(degrees * .pi / 180))
  }

  /// The other way round.
  var inverse: SphereRotation { SphereRotation(cerfa_transpose(matrix)) }

  static func * (left: SphereRotation, vector: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(cerfa_turned(left.matrix, cerfa_vector(vector)))
  }

  /// First the right one, then the left.
  static func * (left: SphereRotation, right: SphereRotation) -> SphereRotation {
    SphereRotation(cerfa_product(left.matrix, right.matrix))
  }
}

/// A direction as a unit vector and as two angles in degrees.
enum Direction {
  static func vector(longitude: Double, latitude: Double) -> SIMD3<Double> {
    SIMD3(cerfa_direction(longitude * .pi / 180, latitude * .pi / 180))
  }

  static func angles(_ vector: SIMD3<Double>) -> (longitude: Double, latitude: Double) {
    var (longitude, latitude) = (0.0, 0.0)
    unsafe cerfa_angles(cerfa_vector(vector), &longitude, &latitude)
    return (longitude * 180 / .pi, latitude * 180 / .pi)
  }
}

extension SIMD3<Double> {
  fileprivate init(_ vector: cerfa_vector) { self.init(vector.x, vector.y, vector.z) }
}

extension cerfa_vector {
  fileprivate init(_ vector: SIMD3<Double>) { self.init(x: vector.x, y: vector.y, z: vector.z) }
}
