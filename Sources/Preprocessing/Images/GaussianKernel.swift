internal import Glibc
internal import Numbers

/// Weights of a Gaussian at whole pixels out to four deviations; they sum to 1.
struct GaussianKernel {
  let radius: Int
  /// `2 radius + 1` numbers.
  let weights: [Float]

  /// - Parameter deviation: In pixels, positive.
  init(deviation: Double) {
    let radius = max(1, Int(clamping: (4 * deviation).rounded(.up)))
    let values = (-radius...radius).map { exp(-0.5 * pow(Double($0) / deviation, 2)) }
    let sum = values.reduce(0, +)
    self.radius = radius
    weights = values.map { Float($0 / sum) }
  }
}
