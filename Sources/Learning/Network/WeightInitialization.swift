import Engine
import Random
public import Settings

/// How the weights of products begin; biases and shifts begin at 0, scales at 1.
///
/// - Source: Glorot & Bengio 2010, AISTATS; He et al. 2015, arXiv:1502.01852.
public enum WeightInitialization: String, Hashable, Sendable, SettingsWord {
  /// Variance `2 / (inputs + outputs)`.
  case glorotUniform = "glorot_uniform"
  case glorotNormal = "glorot_normal"
  /// Variance `2 / inputs`.
  case heUniform = "he_uniform"
  case heNormal = "he_normal"
  /// Variance `1 / (3 · inputs)`: within ±1/√inputs, as PyTorch's dense layers begin.
  case fanInUniform = "fan_in_uniform"

  /// Fills a weight.
  ///
  /// - Parameters:
  ///   - weight: Shape `[inputs, outputs]`, or `[outputs, channels, height, width]` of a
  ///     convolution, where each output has `channels · height · width` inputs and each input
  ///     `outputs · height · width` outputs.
  ///   - stream: Each number depends on its place and on the stream alone.
  func fill(_ weight: inout Tensor, from stream: RandomStream) {
    var stream = stream
    let (inputs, outputs) = Self.fans(weight.shape)
    let variance =
      switch self {
      case .glorotUniform, .glorotNormal: 2 / (inputs + outputs)
      case .heUniform, .heNormal: 2 / inputs
      case .fanInUniform: 1 / (3 * inputs)
      }
    let deviation = variance.squareRoot()
    let isNormal = self == .glorotNormal || self == .heNormal
    let limit = deviation * 3.0.squareRoot()
    weight.values = weight.values.indices.map { _ in
      Float(isNormal ? deviation * stream.nextNormal() : limit * (2 * stream.nextUnit() - 1))
    }
  }

  private static func fans(_ shape: Shape) -> (inputs: Double, outputs: Double) {
    guard shape.rank == 4 else { return (Double(shape.rows), Double(shape.columns)) }
    let area = shape[2] * shape[3]
    return (Double(shape[1] * area), Double(shape[0] * area))
  }
}
