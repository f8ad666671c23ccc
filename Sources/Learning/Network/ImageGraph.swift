import Engine

extension ConvolutionLayer {
  /// - Parameter input: Shape `[batch, height, width, channels]`.
  func build(
    into graph: inout Graph, _ input: Value, name: String, _ mode: NetworkMode
  ) -> Value {
    let product = convolve(input, in: &graph, name: name)
    let normalized =
      switch normalization {
      case .none: product
      case .batch: graph.batchNormalized(product, name: name, mode)
      case .group:
        graph.groupNormalized(product, groups: normalizationGroups, name: name)
      }
    let activated = graph.activated(normalized, by: activation)
    let thinned = graph.thinned(activated, rate: dropout, mode)
    guard isResidual else { return thinned }
    let shortcut =
      graph.shape(of: input) == graph.shape(of: thinned)
      ? input : project(input, in: &graph, name: name)
    return graph.add(thinned, shortcut)
  }

  private func convolve(_ input: Value, in graph: inout Graph, name: String) -> Value {
    let inChannels = graph.shape(of: input).columns
    let weight = graph.parameter(
      "\(name).weight", shape: [channels, inChannels / groups, kernel, kernel])
    let bias =
      normalization == .none ? graph.parameter("\(name).bias", shape: [channels]) : nil
    return graph.convolution(input, weights: weight, bias: bias, geometry)
  }

  private func project(_ input: Value, in graph: inout Graph, name: String) -> Value {
    let weight = graph.parameter(
      "\(name).projection.weight", shape: [channels, graph.shape(of: input).columns, 1, 1])
    return graph.convolution(input, weights: weight, projectionGeometry)
  }
}

extension ResidualBlock {
  /// - Parameter input: Shape `[batch, height, width, channels]`.
  func build(
    into graph: inout Graph, _ input: Value, name: String, _ mode: NetworkMode
  ) -> Value {
    let inner = first.build(into: &graph, input, name: "\(name).first", mode)
    let outer = second.build(into: &graph, inner, name: "\(name).second", mode)
    let shortcut =
      graph.shape(of: input) == graph.shape(of: outer)
      ? input : projection.build(into: &graph, input, name: "\(name).projection", mode)
    let sum = graph.activated(graph.add(outer, shortcut), by: activation)
    return graph.thinned(sum, rate: dropout, mode)
  }
}

extension PoolLayer {
  /// - Parameter input: Shape `[batch, height, width, channels]`.
  func buildMaximum(into graph: inout Graph, _ input: Value) -> Value {
    graph.maxPool(input, window: extents.window, stride: extents.stride, padding: extents.padding)
  }

  /// - Parameter input: Shape `[batch, height, width, channels]`.
  func buildAverage(into graph: inout Graph, _ input: Value) -> Value {
    graph.averagePool(
      input, window: extents.window, stride: extents.stride, padding: extents.padding,
      countsPadding: false)
  }

  private var extents: (window: Extent2D, stride: Extent2D, padding: Extent2D) {
    (
      Extent2D(height: window, width: window), Extent2D(height: stride, width: stride),
      Extent2D(height: padding, width: padding)
    )
  }
}

extension Graph {
  /// Each sample as one row.
  mutating func flattened(_ value: Value) -> Value {
    let shape = shape(of: value)
    return reshape(value, to: [shape[0], shape.count / shape[0]])
  }

  /// Each image's groups of channels brought to mean 0 and variance 1, scaled and shifted
  /// channel by channel.
  ///
  /// A group of all pixels is laid out as one row, which a layer normalization brings to scale.
  ///
  /// - Parameter value: Shape `[batch, height, width, channels]`.
  mutating func groupNormalized(_ value: Value, groups: Int, name: String) -> Value {
    let (scale, shift) = normalizationParameters(of: value, name: name)
    return groupNorm(value, groups: groups, scale: scale, shift: shift)
  }
}
