import Settings

/// One step of a network; named by its kind in YAML.
///
///     - convolution: {channels: 32, kernel: 3, normalization: batch}
///     - residual_block: {channels: 64, stride: 2}
///     - max_pool
///     - max_pool: {window: 3, stride: 2, padding: 1}
///     - global_average_pool
///     - flatten
///     - dropout: 0.3
///     - dense: {units: 128}
///
/// Decoders make images out of rows of numbers again:
///
///     - reshape: {height: 8, width: 8, channels: 64}
///     - upsample: {factor: 2, method: bilinear}
///     - transposed_convolution: {channels: 32, kernel: 4, stride: 2}
public enum NetworkLayer: Hashable, Sendable {
  case dense(DenseLayer)
  case convolution(ConvolutionLayer)
  case residualBlock(ResidualBlock)
  /// The largest number under the window.
  case maxPool(PoolLayer)
  /// The mean of the pixels under the window.
  case averagePool(PoolLayer)
  /// The mean of each channel over the image's pixels.
  case globalAveragePool
  /// An image as the row of its numbers, channels varying fastest.
  case flatten
  /// A row of numbers as an image, channels varying fastest.
  case reshape(SampleShape)
  case upsample(UpsampleLayer)
  case transposedConvolution(TransposedConvolutionLayer)
  /// A fraction of the numbers zeroed in training, in 0..<1.
  case dropout(Double)

  /// What the layer makes of a sample of this shape.
  func output(of input: SampleShape) throws(LayerProblem) -> SampleShape {
    switch self {
    case .dense(let layer): return try layer.output(of: input)
    case .convolution(let layer): return try layer.output(of: input)
    case .residualBlock(let layer): return try layer.output(of: input)
    case .maxPool(let layer), .averagePool(let layer): return try layer.output(of: input)
    case .globalAveragePool:
      guard case .image(_, _, let channels) = input else {
        throw LayerProblem("averages the pixels of \(input); it needs an image")
      }
      return .numbers(channels)
    case .flatten: return .numbers(input.count)
    case .upsample(let layer): return try layer.output(of: input)
    case .transposedConvolution(let layer): return try layer.output(of: input)
    case .reshape(let shape):
      guard case .image = shape, case .numbers(shape.count) = input else {
        throw LayerProblem("makes \(shape) out of \(input); it needs \(shape.count) numbers")
      }
      return shape
    case .dropout(let rate):
      guard (0..<1).contains(rate) else {
        throw LayerProblem("drops \(rate) of its numbers; it must be at least 0 and below 1")
      }
      return input
    }
  }
}

extension NetworkLayer: Codable {
  private enum Kind: String, CodingKey, SettingsWord {
    case dense, convolution, flatten, dropout, reshape, upsample
    case transposedConvolution = "transposed_convolution"
    case residualBlock = "residual_block"
    case maxPool = "max_pool"
    case averagePool = "average_pool"
    case globalAveragePool = "global_average_pool"
  }

  public init(from decoder: any Decoder) throws {
    if case .text = try StructuredValue(from: decoder).content {
      self = try Self.standard(Kind(from: decoder), at: decoder.codingPath)
      return
    }
    let values = try decoder.container(keyedBy: Kind.self)
    guard let kind = values.allKeys.first, values.allKeys.count == 1 else {
      throw Self.diagnostic(
        "needs one kind of layer, found \(values.allKeys.count); write each layer as an item of"
          + " its own", at: decoder.codingPath)
    }
    switch kind {
    case .dense: self = .dense(try values.decode(DenseLayer.self, forKey: kind))
    case .convolution:
      self = .convolution(try values.decode(ConvolutionLayer.self, forKey: kind))
    case .residualBlock:
      self = .residualBlock(try values.decode(ResidualBlock.self, forKey: kind))
    case .maxPool: self = .maxPool(try values.decode(PoolLayer.self, forKey: kind))
    case .averagePool: self = .averagePool(try values.decode(PoolLayer.self, forKey: kind))
    case .dropout: self = .dropout(try values.decode(Double.self, forKey: kind))
    case .reshape: self = .reshape(try values.decode(SampleShape.self, forKey: kind))
    case .upsample: self = .upsample(try values.decode(UpsampleLayer.self, forKey: kind))
    case .transposedConvolution:
      self = .transposedConvolution(
        try values.decode(TransposedConvolutionLayer.self, forKey: kind))
    case .globalAveragePool, .flatten:
      throw values.diagnostic(
        kind, "has no settings; write the word alone: '- \(kind.rawValue)'")
    }
  }

  /// The layer that a word without settings means.
  private static func standard(_ kind: Kind, at path: [any CodingKey]) throws -> NetworkLayer {
    switch kind {
    case .maxPool: return .maxPool(PoolLayer())
    case .averagePool: return .averagePool(PoolLayer())
    case .globalAveragePool: return .globalAveragePool
    case .flatten: return .flatten
    case .upsample: return .upsample(UpsampleLayer())
    case .reshape:
      throw diagnostic("needs a shape: 'reshape: {height: 8, width: 8, channels: 64}'", at: path)
    case .transposedConvolution:
      throw diagnostic("needs settings: 'transposed_convolution: {channels: 32}'", at: path)
    case .dropout: throw diagnostic("needs a fraction: 'dropout: 0.3'", at: path)
    case .dense: throw diagnostic("needs settings: 'dense: {units: 128}'", at: path)
    case .convolution:
      throw diagnostic("needs settings: 'convolution: {channels: 32}'", at: path)
    case .residualBlock:
      throw diagnostic("needs settings: 'residual_block: {channels: 64}'", at: path)
    }
  }

  private static func diagnostic(_ problem: String, at path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(.init(codingPath: path, debugDescription: problem))
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .globalAveragePool: try Kind.globalAveragePool.encode(to: encoder)
    case .flatten: try Kind.flatten.encode(to: encoder)
    case .dropout(let rate): try encode(rate, .dropout, to: encoder)
    case .reshape(let shape): try encode(shape, .reshape, to: encoder)
    case .upsample(let layer): try encode(layer, .upsample, to: encoder)
    case .transposedConvolution(let layer): try encode(layer, .transposedConvolution, to: encoder)
    case .dense(let layer): try encode(layer, .dense, to: encoder)
    case .convolution(let layer): try encode(layer, .convolution, to: encoder)
    case .residualBlock(let layer): try encode(layer, .residualBlock, to: encoder)
    case .maxPool(let layer): try encode(layer, .maxPool, to: encoder)
    case .averagePool(let layer): try encode(layer, .averagePool, to: encoder)
    }
  }

  private func encode(_ layer: some Encodable, _ kind: Kind, to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Kind.self)
    try values.encode(layer, forKey: kind)
  }
}
