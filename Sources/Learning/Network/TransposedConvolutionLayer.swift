import Engine
import Settings

/// A convolution turned round, which makes an image `stride` times as large: every pixel paints
/// the kernel.
///
/// The kernel should be a multiple of the stride, or its strokes overlap unevenly.
///
/// - Source: Dumoulin & Visin 2016, arXiv:1603.07285.
public struct TransposedConvolutionLayer: Hashable, Sendable {
  public typealias Activation = DenseLayer.Activation

  /// Channels that come out.
  public var channels: Int
  /// Pixels along each side of the kernel; at least the stride.
  public var kernel: Int
  public var stride: Int
  public var activation: Activation
  /// There is no bias before a normalization, whose shift does its work.
  public var normalization: ConvolutionLayer.Normalization
  /// Groups of channels that a group normalization normalizes together.
  public var normalizationGroups: Int

  public init(
    channels: Int, kernel: Int = 4, stride: Int = 2, activation: Activation = .relu,
    normalization: ConvolutionLayer.Normalization = .none, normalizationGroups: Int = 8
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.activation = activation
    self.normalization = normalization
    self.normalizationGroups = normalizationGroups
  }

  func output(of input: SampleShape) throws(LayerProblem) -> SampleShape {
    guard case .image(let height, let width, let inChannels) = input else {
      throw LayerProblem("is a convolution and stands on \(input); convolutions need an image")
    }
    guard channels > 0, stride > 0, kernel >= stride else {
      throw LayerProblem(
        "has \(channels) channels, kernel \(kernel) and stride \(stride); all must be positive,"
          + " the kernel at least the stride")
    }
    guard normalization != .group || channels % max(1, normalizationGroups) == 0,
      normalizationGroups > 0
    else {
      throw LayerProblem(
        "normalizes \(channels) channels in \(normalizationGroups) groups; set"
          + " normalization_groups to a divisor of the channels")
    }
    try LayerProblem.checkWeights([inChannels, channels, kernel, kernel])
    return .image(height: height * stride, width: width * stride, channels: channels)
  }

  /// - Parameter input: Shape `[batch, height, width, channels]`.
  func build(
    into graph: inout Graph, _ input: Value, name: String, _ mode: NetworkMode
  ) -> Value {
    let weight = graph.parameter(
      "\(name).weight", shape: [graph.shape(of: input).columns, channels, kernel, kernel])
    let bias =
      normalization == .none ? graph.parameter("\(name).bias", shape: [channels]) : nil
    // What the kernel reaches beyond the stride is cut off, half on either side.
    let odd = (kernel - stride) % 2
    let padding = (kernel - stride + odd) / 2
    let geometry = ConvolutionGeometry(
      stride: Extent2D(height: stride, width: stride),
      padding: Extent2D(height: padding, width: padding))
    let product = graph.transposedConvolution(
      input, weights: weight, bias: bias, geometry,
      outputPadding: Extent2D(height: odd, width: odd))
    let normalized =
      switch normalization {
      case .none: product
      case .batch: graph.batchNormalized(product, name: name, mode)
      case .group: graph.groupNormalized(product, groups: normalizationGroups, name: name)
      }
    return graph.activated(normalized, by: activation)
  }
}

extension TransposedConvolutionLayer: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case channels, kernel, stride, activation, normalization
    case normalizationGroups = "normalization_groups"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let widths = 1...NetworkDescription.maximumWidth
    let windows = 1...NetworkDescription.maximumWindow
    self.init(
      channels: try values.count(.channels, in: widths),
      kernel: try values.count(.kernel, default: 4, in: windows),
      stride: try values.count(.stride, default: 2, in: windows),
      activation: try values.value(.activation, default: .relu),
      normalization: try values.value(.normalization, default: .none),
      normalizationGroups: try values.count(.normalizationGroups, default: 8, in: widths))
  }
}
