internal import Learning

extension AutoencoderConfiguration {
  /// The network for samples of a shape.
  func network(inputs: SampleShape) -> AutoencoderNetwork {
    let isImage = if case .image = inputs { true } else { false }
    let latent = latent ?? (isImage ? 32 : min(3, inputs.count))
    var network = AutoencoderNetwork(inputs: inputs, latent: latent, variant: variant)
    guard variant != .linear else { return network }
    if let encoder, let decoder {
      (network.encoder, network.decoder) = (encoder, decoder)
    } else if case .image(let height, let width, let colours) = inputs {
      layImageLayers(in: &network, height: height, width: width, colours: colours)
    } else {
      let hidden = hidden ?? [64, 64]
      network.encoder = dense(hidden)
      network.decoder = dense(hidden.reversed())
    }
    return network
  }

  private func dense(_ widths: [Int]) -> [NetworkLayer] {
    widths.map {
      .dense(DenseLayer(units: $0, activation: activation, normalization: .layer))
    }
  }

  /// Steps that halve an image, and as many that double it again.
  private func layImageLayers(
    in network: inout AutoencoderNetwork, height: Int, width: Int, colours: Int
  ) {
    var sizes = [(height: height, width: width)]
    for _ in steps {
      guard let last = sizes.last, last.height % 2 == 0, last.width % 2 == 0 else { break }
      sizes.append((last.height / 2, last.width / 2))
    }
    let steps = Array(steps.prefix(sizes.count - 1))
    guard let end = sizes.last, let deepest = steps.last else { return }
    network.encoder = steps.flatMap { channels in
      [convolution(channels, stride: 2)]
        + [NetworkLayer](repeating: convolution(channels), count: depth - 1)
    }
    network.encoder += [.flatten] + dense(hidden ?? [])
    network.decoder = dense((hidden ?? []).reversed())
    network.decoder += [
      .dense(DenseLayer(units: end.height * end.width * deepest, activation: activation)),
      .reshape(.image(height: end.height, width: end.width, channels: deepest)),
    ]
    for (index, channels) in steps.enumerated().reversed() {
      // As wide as the encoder is at that size; the last step as its first.
      network.decoder += enlarged(index > 0 ? steps[index - 1] : channels)
    }
  }

  private var steps: [Int] { channels ?? [16, 32, 64, 128] }

  private func enlarged(_ channels: Int) -> [NetworkLayer] {
    let more = [NetworkLayer](repeating: convolution(channels), count: depth - 1)
    switch enlarging {
    case .transposed:
      return [
        .transposedConvolution(
          TransposedConvolutionLayer(
            channels: channels, activation: activation, normalization: normalization))
      ] + more
    case .nearest:
      return [.upsample(UpsampleLayer(method: .nearest)), convolution(channels)] + more
    case .bilinear: return [.upsample(UpsampleLayer()), convolution(channels)] + more
    }
  }

  private func convolution(_ channels: Int, stride: Int = 1) -> NetworkLayer {
    .convolution(
      ConvolutionLayer(
        channels: channels, stride: stride, activation: activation, normalization: normalization))
  }

  /// How the network is trained, on so many rows.
  func trainingConfiguration(trainingRows: Int, seesImages: Bool) -> TrainingConfiguration {
    var recipe = TrainingConfiguration()
    recipe.schedule = .oneCycle(.init())
    recipe.loss = .squaredError
    recipe.restoresBestEpoch = false
    if seesImages {
      recipe.epochs = trainingRows < Self.smallTable ? 60 : 20
      recipe.batchSize = 64
      recipe.learningRate = 3e-3
      recipe.emaDecay = 0.99
    } else {
      recipe.epochs = trainingRows < Self.smallTable ? 80 : 40
      recipe.batchSize = trainingRows < Self.smallTable ? 128 : 512
      recipe.learningRate = 4e-3
    }
    // Decay would pull the two products away from the principal components.
    recipe.optimizer = variant == .linear ? .adam(.init()) : .standard
    return training.applied(to: recipe)
  }

  /// Training rows.
  private static let smallTable = 15_000
}
