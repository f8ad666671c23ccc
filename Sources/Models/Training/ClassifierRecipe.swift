public import Learning

extension ClassifierConfiguration {
  /// The network for samples, with an output for each class or answer.
  func network(inputs: SampleShape, outputs: Int) -> NetworkDescription {
    switch kind {
    case .logistic, .mlp:
      NetworkDescription(inputs: inputs, layers: denseLayers, outputs: outputs)
    case .fused:
      NetworkDescription(
        inputs: inputs, layers: ImageRecipe.cnn, branch: denseLayers, head: [headLayer(128)],
        outputs: outputs)
    case .cnn:
      NetworkDescription(
        inputs: inputs, layers: ImageRecipe.cnn, head: [.dropout(dropout)],
        outputs: outputs)
    case .cnnLarge: imageNetwork(inputs, ImageRecipe.large, head: 128, outputs)
    case .vgg: imageNetwork(inputs, ImageRecipe.vgg, head: 256, outputs)
    case .resnet18:
      NetworkDescription(inputs: inputs, layers: ImageRecipe.resnet18, outputs: outputs)
    }
  }

  private func imageNetwork(
    _ inputs: SampleShape, _ layers: [NetworkLayer], head units: Int, _ outputs: Int
  ) -> NetworkDescription {
    NetworkDescription(
      inputs: inputs, layers: layers, head: [headLayer(units)], outputs: outputs)
  }

  /// The dense layer in front of the output.
  private func headLayer(_ units: Int) -> NetworkLayer {
    .dense(DenseLayer(units: units, activation: activation, dropout: dropout))
  }

  private var denseLayers: [NetworkLayer] {
    hidden.enumerated().map { index, units in
      NetworkLayer.dense(
        DenseLayer(
          units: units, activation: activation, dropout: kind == .mlp ? dropout : 0,
          normalization: normalization,
          isResidual: isResidual && index > 0 && units == hidden[index - 1]))
    }
  }

  /// How the networks are trained, for a table of so many training rows.
  ///
  /// Small tables want small batches and more epochs: what counts is the number of steps.
  public func trainingConfiguration(trainingRows: Int) -> TrainingConfiguration {
    var recipe = TrainingConfiguration()
    recipe.schedule = .oneCycle(.init())
    if kind.seesImages {
      recipe.epochs = trainingRows < Self.smallTable ? 60 : 20
      recipe.batchSize = 64
      recipe.learningRate = 3e-3
      recipe.optimizer = .adamw(.init(), weightDecay: 0.02)
      recipe.labelSmoothing = 0.05
      recipe.emaDecay = 0.99
      recipe.restoresBestEpoch = false
      return training.applied(to: recipe)
    }
    let isSmall = trainingRows < Self.smallTable
    recipe.epochs = isSmall ? 60 : 40
    recipe.batchSize = isSmall ? 128 : 512
    recipe.optimizer = .standard
    recipe.learningRate = kind == .logistic ? 2e-2 : 4e-3
    return training.applied(to: recipe)
  }

  /// Passes over a table of so many training rows, as stated or by the recipe.
  public func epochs(trainingRows: Int) -> Int {
    trainingConfiguration(trainingRows: trainingRows).epochs
  }

  /// Training rows.
  private static let smallTable = 15_000
}

/// The layers of networks of images, up to where an image has become a row of numbers.
private enum ImageRecipe {
  static let cnn: [NetworkLayer] = stages([32, 64, 128], depth: 2)

  static let large: [NetworkLayer] =
    [normalized(32), .maxPool(PoolLayer())]
    + [64, 128, 256].enumerated().flatMap { index, channels in
      [
        NetworkLayer.residualBlock(ResidualBlock(channels: channels, stride: index == 0 ? 1 : 2)),
        .residualBlock(ResidualBlock(channels: channels)),
      ]
    } + [.globalAveragePool]

  static let vgg: [NetworkLayer] =
    [64, 128, 256].enumerated().flatMap { index, channels in
      [NetworkLayer](
        repeating: .convolution(ConvolutionLayer(channels: channels)), count: index == 2 ? 3 : 2)
        + [.maxPool(PoolLayer())]
    } + [.flatten]

  /// - Source: He et al. 2016, CVPR, arXiv:1512.03385, table 1.
  static let resnet18: [NetworkLayer] =
    [
      .convolution(
        ConvolutionLayer(
          channels: 64, kernel: 7, stride: 2, normalization: .batch)),
      .maxPool(PoolLayer(window: 3, stride: 2, padding: 1)),
    ]
    + [64, 128, 256, 512].enumerated().flatMap { index, channels in
      [
        NetworkLayer.residualBlock(ResidualBlock(channels: channels, stride: index == 0 ? 1 : 2)),
        .residualBlock(ResidualBlock(channels: channels)),
      ]
    } + [.globalAveragePool]

  private static func stages(_ channels: [Int], depth: Int) -> [NetworkLayer] {
    channels.flatMap { count in
      [NetworkLayer](repeating: normalized(count), count: depth) + [.maxPool(PoolLayer())]
    } + [.globalAveragePool]
  }

  private static func normalized(_ channels: Int) -> NetworkLayer {
    .convolution(ConvolutionLayer(channels: channels, normalization: .batch))
  }
}
