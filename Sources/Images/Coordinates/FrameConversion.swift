/// The way between a frame and the ICRS.
struct FrameConversion: Sendable {
  /// From the frame to the ICRS; `nil` where they are one.
  private let rotation: SphereRotation?
  /// What annual aberration adds to positions of the FK4, along the equator's axes.
  private let aberration: SIMD3<Double>

  init(_ frame: CelestialFrame) {
    aberration = if case .fk4(let equinox) = frame { Self.aberration(equinox) } else { .zero }
    rotation =
      switch frame {
      case .icrs: nil
      case .fk5(let equinox): Self.fk5ToICRS * Self.precession(fromJulian: equinox)
      case .fk4(let equinox), .fk4WithoutETerms(let equinox):
        Self.fk5ToICRS * Self.fk4ToFK5(equinox)
      case .galactic: Self.fk5ToICRS * Self.galacticToFK5
      case .ecliptic: Self.eclipticToICRS
      }
  }

  /// Changes pairs of the frame's angles to right ascension and declination, in degrees.
  func convertToICRS(_ angles: UnsafeMutableBufferPointer<Double>) {
    guard let rotation else { return }
    for index in stride(from: 0, to: angles.count, by: 2) {
      var vector = unsafe Direction.vector(longitude: angles[index], latitude: angles[index + 1])
      if aberration != .zero {
        vector = vector - aberration + (aberration * vector).sum() * vector
      }
      unsafe (angles[index], angles[index + 1]) = Direction.angles(rotation * vector)
    }
  }

  /// The inverse of ``convertToICRS(_:)``.
  func convertFromICRS(_ angles: UnsafeMutableBufferPointer<Double>) {
    guard let inverse = rotation?.inverse else { return }
    for index in stride(from: 0, to: angles.count, by: 2) {
      let vector = unsafe Direction.vector(
        longitude: angles[index], latitude: angles[index + 1])
      unsafe (angles[index], angles[index + 1]) = Direction.angles(aberrated(inverse * vector))
    }
  }

  private func aberrated(_ direction: SIMD3<Double>) -> SIMD3<Double> {
    guard aberration != .zero else { return direction }
    let unit = direction / (direction * direction).sum().squareRoot()
    var vector = unit
    // The terms are 1e-6, so each round gains six digits.
    for _ in 0..<5 { vector = (unit + aberration) / (1 + (aberration * vector).sum()) }
    return vector
  }
}
