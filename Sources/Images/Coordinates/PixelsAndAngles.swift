public import Sky
import Synchronization

extension WorldCoordinates {
  /// The direction of a pixel; `nil` where it is not on the sky, as in the corners of a map of
  /// the whole.
  public func skyPosition(x: Double, y: Double) -> SkyPosition? {
    let angles = skyAngles(ofPixels: [x, y])
    return SkyPosition(rightAscension: angles[0], declination: angles[1])
  }

  /// The pixel of a direction; `nil` where the projection has none.
  public func pixel(of position: SkyPosition) -> (x: Double, y: Double)? {
    let pixel = pixels(ofSkyAngles: [position.rightAscension, position.declination])
    return pixel[0].isNaN ? nil : (pixel[0], pixel[1])
  }

  /// Right ascensions in `0..<360` and declinations, in degrees.
  ///
  /// - Parameter pixels: Pairs (x, y), one behind the other.
  /// - Returns: As many pairs; NaN where a pixel is not on the sky.
  public func skyAngles(ofPixels pixels: [Double]) -> [Double] {
    var result = nativeAngles(ofPixels: pixels)
    unsafe result.withUnsafeMutableBufferPointer { unsafe conversion.convertToICRS($0) }
    for index in stride(from: 0, to: result.count, by: 2) {
      let folded = result[index].truncatingRemainder(dividingBy: 360)
      result[index] = folded < 0 ? (folded + 360 == 360 ? 0 : folded + 360) : folded
    }
    return result
  }

  /// Pixels of directions.
  ///
  /// - Parameter angles: Pairs of right ascension and declination in degrees.
  /// - Returns: As many pairs (x, y); NaN where the projection has none, or an angle is NaN.
  public func pixels(ofSkyAngles angles: [Double]) -> [Double] {
    var native = angles
    unsafe native.withUnsafeMutableBufferPointer { unsafe conversion.convertFromICRS($0) }
    var result = [Double](repeating: .nan, count: angles.count)
    handle.projection.withLock { projection in
      unsafe native.withUnsafeBufferPointer { native in
        unsafe result.withUnsafeMutableBufferPointer { result in
          unsafe projection.pixels(native, into: result)
        }
      }
    }
    for index in result.indices { result[index] -= 1 }
    for index in stride(from: 0, to: angles.count, by: 2)
    where !angles[index].isFinite || !(-90...90).contains(angles[index + 1]) {
      (result[index], result[index + 1]) = (.nan, .nan)
    }
    return result
  }

  /// The header's own angles, before they are brought to the ICRS.
  func nativeAngles(ofPixels pixels: [Double]) -> [Double] {
    let counted = pixels.map { $0 + 1 }
    var result = [Double](repeating: .nan, count: pixels.count)
    handle.projection.withLock { projection in
      unsafe counted.withUnsafeBufferPointer { counted in
        unsafe result.withUnsafeMutableBufferPointer { result in
          unsafe projection.angles(counted, into: result)
        }
      }
    }
    return result
  }

  /// The size of the pixels at the reference pixel: the root of a pixel's area, in arcseconds.
  public var pixelScale: Double {
    pixelScale(x: referencePixel.x, y: referencePixel.y) ?? .nan
  }

  /// The size of a pixel there; `nil` off the sky.
  public func pixelScale(x: Double, y: Double) -> Double? {
    let points = [(x, y), (x - 0.5, y), (x + 0.5, y), (x, y - 0.5), (x, y + 0.5)]
    let angles = skyAngles(ofPixels: points.flatMap { [$0.0, $0.1] })
    guard !angles.contains(where: \.isNaN) else { return nil }
    let vectors = (0..<5).map {
      Direction.vector(longitude: angles[2 * $0], latitude: angles[2 * $0 + 1])
    }
    let (across, up) = (vectors[2] - vectors[1], vectors[4] - vectors[3])
    let cross: SIMD3<Double> = [
      across.y * up.z - across.z * up.y, across.z * up.x - across.x * up.z,
      across.x * up.y - across.y * up.x,
    ]
    return (cross * cross).sum().squareRoot().squareRoot() * 180 / .pi * 3600
  }
}
