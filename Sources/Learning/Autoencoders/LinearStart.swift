public import Engine

extension AutoencoderNetwork {
  /// What a linear network's training on some rows begins with: their mean, and axes that a few
  /// rounds of subspace iteration have turned towards the principal components. From random axes
  /// gradients may linger for long where one axis lies along a smaller component.
  ///
  /// - Parameter rows: From ``TrainingData/init(reconstructing:featureCount:weights:)``.
  /// - Returns: Every parameter and state; `nil` for other variants.
  /// - Source: Halko, Martinsson & Tropp 2011, SIAM Review 53, 217, algorithm 4.4.
  public func linearStart(_ rows: TrainingData, seed: UInt64) -> [String: Tensor]? {
    guard variant == .linear, rows.featureCount == inputs.count else { return nil }
    let centred = CentredRows(rows)
    let parameters = initialParameters(seed: seed)
    var axes = unsafe parameters.withValues("code.weight") { unsafe Array($0) }
    for _ in 0..<Self.rounds {
      axes = OrthonormalAxes.perpendicular(centred.covarianceProduct(axes, count: latent), latent)
    }
    var tensors = parameters.tensors()
    tensors["code.weight"] = Tensor(shape: [inputs.count, latent], values: axes)
    tensors["mean"] = Tensor(shape: [inputs.count], values: centred.mean)
    return tensors
  }

  private static let rounds = 6
}

/// Rows less their mean; 0 where nothing was measured.
private struct CentredRows {
  let mean: [Float]
  /// Shape `[rows, width]`.
  private let values: [Float]
  private let width: Int

  init(_ rows: TrainingData) {
    width = rows.featureCount
    var sums = [Double](repeating: 0, count: width)
    var totals = sums
    for (index, value) in rows.features.enumerated() {
      sums[index % width] += Double(rows.targets[index] * value)
      totals[index % width] += Double(rows.targets[index])
    }
    let mean = zip(sums, totals).map { Float($1 > 0 ? $0 / $1 : 0) }
    let width = width
    values = rows.features.indices.map { index in
      rows.targets[index] > 0 ? rows.features[index] - mean[index % width] : 0
    }
    self.mean = mean
  }

  /// The rows' covariance times some axes, up to a factor.
  ///
  /// - Parameter axes: Shape `[width, count]`.
  func covarianceProduct(_ axes: [Float], count: Int) -> [Float] {
    var result = [Float](repeating: 0, count: axes.count)
    var fractions = [Float](repeating: 0, count: count)
    unsafe values.withUnsafeBufferPointer { values in
      unsafe axes.withUnsafeBufferPointer { axes in
        unsafe result.withUnsafeMutableBufferPointer { result in
          for row in 0..<values.count / width {
            unsafe fractions.withUnsafeMutableBufferPointer { fractions in
              unsafe fractions.update(repeating: 0)
              for place in 0..<width {
                let value = unsafe values[row * width + place]
                for axis in 0..<count {
                  unsafe fractions[axis] += value * axes[place * count + axis]
                }
              }
              for place in 0..<width {
                let value = unsafe values[row * width + place]
                for axis in 0..<count {
                  unsafe result[place * count + axis] += value * fractions[axis]
                }
              }
            }
          }
        }
      }
    }
    return result
  }
}
