import Engine
import Random

/// A graph of layers on images in the fingerprint, its parameters named after the layers.
struct ImageNetwork {
  var graph = Graph()
  let isTraining: Bool

  init(isTraining: Bool) { self.isTraining = isTraining }

  mutating func convolution(
    _ value: Value, _ name: String, width: Int, kernel: Int = 3, stride: Int = 1,
    hasBias: Bool = true
  ) -> Value {
    let channels = graph.shape(of: value)[3]
    let weights = graph.parameter(
      name + ".weight", shape: [width, channels, kernel, kernel])
    let bias = hasBias ? graph.parameter(name + ".bias", shape: [width]) : nil
    let padding = kernel / 2
    return graph.convolution(
      value, weights: weights, bias: bias,
      ConvolutionGeometry(
        stride: Extent2D(height: stride, width: stride),
        padding: Extent2D(height: padding, width: padding)))
  }

  mutating func norm(_ value: Value, _ name: String) -> Value {
    let columns: Shape = [graph.shape(of: value).columns]
    return graph.batchNorm(
      value, scale: graph.parameter(name + ".weight", shape: columns),
      shift: graph.parameter(name + ".bias", shape: columns),
      runningMean: graph.state(name + ".running_mean", shape: columns),
      runningVariance: graph.state(name + ".running_var", shape: columns),
      isTraining: isTraining)
  }

  mutating func dense(_ value: Value, _ name: String, width: Int) -> Value {
    let weights = graph.parameter(
      name + ".weight", shape: [graph.shape(of: value).columns, width])
    return graph.addBias(
      graph.matrixProduct(value, weights), graph.parameter(name + ".bias", shape: [width]))
  }

  mutating func dropout(_ value: Value, rate: Float) -> Value {
    graph.dropout(value, rate: rate, isTraining: isTraining)
  }
}

extension ImageNetwork {
  /// Two convolutions and a pooling for each of 32, 64 and 128 channels, then two dense layers.
  ///
  /// - Returns: Logits of five classes.
  mutating func plain(_ images: Value) -> Value {
    var value = images
    for (block, width) in [32, 64, 128].enumerated() {
      for layer in 0..<2 {
        value = graph.relu(convolution(value, "conv\(block)\(layer)", width: width))
      }
      value = graph.maxPool(value, window: 2)
    }
    let shape = graph.shape(of: value)
    value = graph.reshape(value, to: [shape[0], shape.count / shape[0]])
    value = dropout(graph.relu(dense(value, "dense0", width: 256)), rate: 0.5)
    return dense(value, "dense1", width: 5)
  }

  /// As ``plain(_:)`` with batch normalization, and the mean of all pixels before one dense layer.
  ///
  /// - Returns: Logits of four classes.
  mutating func galaxies(_ images: Value) -> Value {
    var value = images
    for (block, width) in [32, 64, 128].enumerated() {
      for layer in 0..<2 {
        value = convolution(value, "conv\(block)\(layer)", width: width, hasBias: false)
        value = graph.relu(norm(value, "norm\(block)\(layer)"))
      }
      value = graph.maxPool(value, window: 2)
    }
    return dense(dropout(graph.globalAveragePool(value), rate: 0.3), "dense", width: 4)
  }

  /// ResNet-18.
  ///
  /// - Returns: Logits of ten classes.
  /// - Source: He et al. 2016, CVPR.
  mutating func residual(_ images: Value) -> Value {
    var value = convolution(images, "conv1", width: 64, kernel: 7, stride: 2, hasBias: false)
    value = graph.relu(norm(value, "bn1"))
    value = graph.maxPool(value, window: 3, stride: 2, padding: 1)
    for (stage, width) in [64, 128, 256, 512].enumerated() {
      for block in 0..<2 {
        let stride = stage > 0 && block == 0 ? 2 : 1
        value = basicBlock(value, "layer\(stage + 1).\(block)", width: width, stride: stride)
      }
    }
    return dense(graph.globalAveragePool(value), "fc", width: 10)
  }

  private mutating func basicBlock(
    _ input: Value, _ name: String, width: Int, stride: Int
  ) -> Value {
    var value = convolution(input, name + ".conv1", width: width, stride: stride, hasBias: false)
    value = graph.relu(norm(value, name + ".bn1"))
    value = convolution(value, name + ".conv2", width: width, hasBias: false)
    value = norm(value, name + ".bn2")
    guard stride != 1 || graph.shape(of: input)[3] != width else {
      return graph.relu(graph.add(value, input))
    }
    let shortcut = convolution(
      input, name + ".downsample.0", width: width, kernel: 1, stride: stride, hasBias: false)
    return graph.relu(graph.add(value, norm(shortcut, name + ".downsample.1")))
  }
}

extension Parameters {
  /// Begins as PyTorch's layers do: weights and biases within ±1/√inputs, scales and running
  /// variances at 1, shifts and running means at 0.
  func begin(seed: UInt64) {
    for (number, entry) in layout.entries.enumerated() {
      var stream = RandomStream(seed: seed, purpose: .initialize, stream: UInt64(number))
      let limit = limit(of: entry)
      let isOne = limit == nil && (entry.name.hasSuffix("weight") || entry.name.hasSuffix("var"))
      unsafe withValues(entry.name) { values in
        for index in values.indices {
          let noise = (limit ?? 0) * (2 * stream.nextUnit() - 1)
          unsafe values[index] = isOne ? 1 : Float(noise)
        }
      }
    }
  }

  /// `1 / √inputs` of the layer of a weight or bias; nil for norms.
  private func limit(of entry: ParameterLayout.Entry) -> Double? {
    guard let dot = entry.name.lastIndex(of: "."),
      let shape = layout[entry.name[..<dot] + ".weight"]?.shape, shape.rank > 1
    else { return nil }
    let inputs = shape.rank == 4 ? shape.count / shape[0] : shape[0]
    return 1 / Double(inputs).squareRoot()
  }
}
