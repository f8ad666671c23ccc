import Settings

/// Two convolutions beside a shortcut: `activation(norm(conv(activation(norm(conv(x))))) + x)`.
///
///     - residual_block: {channels: 64, stride: 2}
///
/// The first convolution has the stride. Where shapes differ, the shortcut is a normalized
/// convolution of 1×1.
///
/// - Source: He et al. 2016, CVPR, arXiv:1512.03385, figure 2.
public struct ResidualBlock: Hashable, Sendable {
  public var channels: Int
  public var stride: Int
  public var activation: DenseLayer.Activation
  public var normalization: ConvolutionLayer.Normalization
  public var dropout: Double

  public init(
    channels: Int, stride: Int = 1, activation: DenseLayer.Activation = .relu,
    normalization: ConvolutionLayer.Normalization = .batch, dropout: Double = 0
  ) {
    self.channels = channels
    self.stride = stride
    self.activation = activation
    self.normalization = normalization
    self.dropout = dropout
  }

  var first: ConvolutionLayer {
    ConvolutionLayer(
      channels: channels, stride: stride, activation: activation, normalization: normalization)
  }

  var second: ConvolutionLayer {
    ConvolutionLayer(channels: channels, activation: .none, normalization: normalization)
  }

  var projection: ConvolutionLayer {
    ConvolutionLayer(
      channels: channels, kernel: 1, stride: stride, activation: .none,
      normalization: normalization)
  }

  func output(of input: SampleShape) throws(LayerProblem) -> SampleShape {
    let inner = try first.output(of: input)
    _ = try projection.output(of: input)
    return try second.output(of: inner)
  }
}

extension ResidualBlock: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case channels, stride, activation, normalization, dropout
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      channels: try values.count(.channels, in: 1...NetworkDescription.maximumWidth),
      stride: try values.count(.stride, default: 1, in: 1...NetworkDescription.maximumWindow),
      activation: try values.value(.activation, default: .relu),
      normalization: try values.value(.normalization, default: .batch),
      dropout: try values.number(.dropout, default: 0, in: .fraction))
  }
}
