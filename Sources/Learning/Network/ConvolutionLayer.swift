import Engine
public import Settings

/// `dropout(activation(normalize(x ∗ weight + bias)))`, plus `x` itself where residual.
///
/// There is no bias before a normalization, whose shift does its work.
public struct ConvolutionLayer: Hashable, Sendable {
  public typealias Activation = DenseLayer.Activation

  public enum Normalization: String, Hashable, Sendable, SettingsWord {
    case none
    /// Every channel over the batch and its pixels.
    case batch
    /// Every image by itself, over its pixels and a group of neighbouring channels.
    ///
    /// - Source: Wu & He 2018, arXiv:1803.08494.
    case group
  }

  /// Zeros around the image.
  public enum Padding: Hashable, Sendable {
    /// As many as keep the image's size at stride 1; needs an odd kernel.
    case same
    case valid
    /// So many at every edge.
    case pixels(Int)
  }

  /// Channels that come out.
  public var channels: Int
  /// Pixels along each side of the kernel.
  public var kernel: Int
  /// Pixels from one place of the kernel to the next.
  public var stride: Int
  public var padding: Padding
  /// Channels are cut into so many groups that do not see each other.
  public var groups: Int
  public var activation: Activation
  public var normalization: Normalization
  /// Groups of channels that ``Normalization/group`` normalizes together.
  public var normalizationGroups: Int
  /// The fraction of numbers zeroed in training; in 0..<1.
  public var dropout: Double
  /// Whether the layer's input is added to its output; where the two differ in shape, the input
  /// passes through a convolution of one pixel with the layer's stride.
  public var isResidual: Bool

  public init(
    channels: Int, kernel: Int = 3, stride: Int = 1, padding: Padding = .same, groups: Int = 1,
    activation: Activation = .relu, normalization: Normalization = .none,
    normalizationGroups: Int = 8, dropout: Double = 0, isResidual: Bool = false
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.activation = activation
    self.normalization = normalization
    self.normalizationGroups = normalizationGroups
    self.dropout = dropout
    self.isResidual = isResidual
  }

  /// Zeros at every edge.
  var edge: Int {
    switch padding {
    case .same: (kernel - 1) / 2
    case .valid: 0
    case .pixels(let count): count
    }
  }

  var geometry: ConvolutionGeometry {
    ConvolutionGeometry(
      stride: Extent2D(height: stride, width: stride),
      padding: Extent2D(height: edge, width: edge), groups: groups)
  }

  /// The convolution that carries a residual layer's input over to its output's shape.
  var projectionGeometry: ConvolutionGeometry {
    ConvolutionGeometry(stride: Extent2D(height: stride, width: stride))
  }
}

extension ConvolutionLayer {
  func output(of input: SampleShape) throws(LayerProblem) -> SampleShape {
    guard case .image(let height, let width, let inChannels) = input else {
      throw LayerProblem(
        "is a convolution and stands on \(input); convolutions need an image")
    }
    try checkCounts(inChannels: inChannels)
    try LayerProblem.checkWeights([channels, inChannels / groups, kernel, kernel])
    let moving = (window: kernel, stride: stride, padding: edge)
    let rows = WindowedSide.places(on: height, moving)
    let columns = WindowedSide.places(on: width, moving)
    guard rows > 0, columns > 0 else {
      throw LayerProblem(
        "moves a kernel of \(kernel)×\(kernel) over an image of \(height)×\(width), into which"
          + " it does not fit")
    }
    let projected = ((height - 1) / stride + 1, (width - 1) / stride + 1)
    guard !isResidual || projected == (rows, columns) else {
      throw LayerProblem(
        "is residual and makes an image of \(rows)×\(columns) from one of \(height)×\(width),"
          + " which cannot be added; choose padding same")
    }
    return .image(height: rows, width: columns, channels: channels)
  }

  private func checkCounts(inChannels: Int) throws(LayerProblem) {
    guard channels > 0, kernel > 0, stride > 0, groups > 0, edge >= 0 else {
      throw LayerProblem("needs positive channels, kernel, stride and groups, padding 0 or more")
    }
    guard padding != .same || kernel % 2 == 1 else {
      throw LayerProblem("has padding same with a kernel of \(kernel); the kernel must be odd")
    }
    guard inChannels % groups == 0, channels % groups == 0 else {
      throw LayerProblem(
        "cuts \(inChannels) channels into \(channels) in \(groups) groups; both must be"
          + " multiples of the groups")
    }
    guard normalization != .group || channels % max(1, normalizationGroups) == 0,
      normalizationGroups > 0
    else {
      throw LayerProblem(
        "normalizes \(channels) channels in \(normalizationGroups) groups; set"
          + " normalization_groups to a divisor of the channels")
    }
  }
}

extension ConvolutionLayer: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case channels, kernel, stride, padding, groups, activation, normalization, dropout
    case normalizationGroups = "normalization_groups"
    case isResidual = "residual"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let widths = 1...NetworkDescription.maximumWidth
    self.init(
      channels: try values.count(.channels, in: widths),
      kernel: try values.count(.kernel, default: 3, in: 1...NetworkDescription.maximumWindow),
      stride: try values.count(.stride, default: 1, in: 1...NetworkDescription.maximumWindow),
      padding: try values.value(.padding, default: .same),
      groups: try values.count(.groups, default: 1, in: widths),
      activation: try values.value(.activation, default: .relu),
      normalization: try values.value(.normalization, default: .none),
      normalizationGroups: try values.count(.normalizationGroups, default: 8, in: widths),
      dropout: try values.number(.dropout, default: 0, in: .fraction),
      isResidual: try values.value(.isResidual, default: false))
  }
}

extension ConvolutionLayer.Padding: Codable {
  private enum Word: String, SettingsWord { case same, valid }

  public init(from decoder: any Decoder) throws {
    if case .text = try StructuredValue(from: decoder).content {
      switch try Word(from: decoder) {
      case .same: self = .same
      case .valid: self = .valid
      }
      return
    }
    let value = try decoder.singleValueContainer()
    let count = try value.decode(Int.self)
    guard (0...NetworkDescription.maximumWindow).contains(count) else {
      throw DecodingError.dataCorruptedError(
        in: value,
        debugDescription: "must be same, valid or 0...\(NetworkDescription.maximumWindow),"
          + " found \(count)")
    }
    self = .pixels(count)
  }

  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .same: try value.encode(Word.same)
    case .valid: try value.encode(Word.valid)
    case .pixels(let count): try value.encode(count)
    }
  }
}
