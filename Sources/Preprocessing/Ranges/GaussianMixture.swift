/// A sum of normal distributions, kept in the form in which distances from it are cheap.
///
///     energy(x) = min over components of ½ ‖W (x − centre) − offset‖² − logWeight
///
/// which is −log of the largest component's density, up to one constant for the mixture.
struct GaussianMixture: Hashable, Sendable, Codable {
  /// Taken from every point first, to keep single precision precise; one per dimension.
  let centre: [Float]
  let components: [Component]

  struct Component: Hashable, Sendable, Codable {
    /// Lower triangle of the inverse Cholesky factor of the covariance, by rows.
    let whitening: [Float]
    /// Whitened, one per dimension.
    let offset: [Float]
    /// Of the component's fraction, and of its volume.
    let logWeight: Float

    enum CodingKeys: String, CodingKey {
      case whitening, offset
      case logWeight = "log_weight"
    }
  }

  var dimension: Int { centre.count }

  /// Rows computed together.
  private typealias Lanes = SIMD16<Float>

  /// How unlikely points are.
  ///
  /// - Parameters:
  ///   - points: Shape `[dimension, stride]`; overwritten by what this method needs.
  ///   - count: Points, at most `stride`, which is a multiple of 16.
  ///   - energies: Room for `stride` numbers.
  func energies(
    _ points: UnsafeMutablePointer<Float>, stride: Int, count: Int,
    into energies: UnsafeMutablePointer<Float>
  ) {
    for axis in 0..<dimension {
      let values = unsafe points + axis * stride
      let middle = centre[axis]
      for row in 0..<count { unsafe values[row] -= middle }
    }
    unsafe energies.update(repeating: .infinity, count: stride)
    for component in components {
      unsafe component.whitening.withUnsafeBufferPointer { whitening in
        unsafe component.offset.withUnsafeBufferPointer { offset in
          var first = 0
          while first < count {
            let energy = unsafe Self.energy(
              points + first, stride: stride, whitening, offset, component.logWeight)
            let best = unsafe UnsafeMutableRawPointer(energies + first)
            let lowest = unsafe best.loadUnaligned(as: Lanes.self)
            unsafe best.storeBytes(
              of: lowest.replacing(with: energy, where: energy .< lowest), as: Lanes.self)
            first += Lanes.scalarCount
          }
        }
      }
    }
  }

  @inline(__always)
  private static func energy(
    _ points: UnsafeMutablePointer<Float>, stride: Int,
    _ whitening: UnsafeBufferPointer<Float>, _ offset: UnsafeBufferPointer<Float>,
    _ logWeight: Float
  ) -> Lanes {
    var total = Lanes(repeating: -2 * logWeight)
    var entry = 0
    for row in 0..<offset.count {
      var whitened = unsafe Lanes(repeating: -offset[row])
      for column in 0...row {
        let values = unsafe UnsafeRawPointer(points + column * stride)
          .loadUnaligned(as: Lanes.self)
        unsafe whitened += values * whitening[entry]
        entry += 1
      }
      total += whitened * whitened
    }
    return total * 0.5
  }
}
