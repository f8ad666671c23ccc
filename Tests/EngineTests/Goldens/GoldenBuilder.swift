@testable import Engine

/// A graph in the fingerprint whose layers know how their numbers are made; the class `Network` of
/// `make_goldens.py`.
struct GoldenBuilder {
  /// How a parameter begins: `scale x + centre` with made numbers `x`, or `centre` for a state.
  struct Beginning {
    let scale: Float
    let centre: Float
  }

  var graph = Graph()
  let isTraining: Bool
  private(set) var beginnings: [String: Beginning] = [:]

  init(isTraining: Bool) { self.isTraining = isTraining }

  private mutating func parameter(
    _ name: String, _ shape: Shape, scale: Float, centre: Float = 0
  ) -> Value {
    beginnings[name] = Beginning(scale: scale, centre: centre)
    return graph.parameter(name, shape: shape)
  }

  private mutating func state(_ name: String, count: Int, value: Float) -> Value {
    beginnings[name] = Beginning(scale: 0, centre: value)
    return graph.state(name, shape: [count])
  }

  private mutating func bias(_ name: String, _ count: Int) -> Value {
    parameter(name + ".bias", [count], scale: 0.1)
  }

  private static func scale(gain: Double, inputs: Int) -> Float {
    Float((gain / Double(inputs)).squareRoot())
  }

  mutating func convolution(
    _ value: Value, _ name: String, width: Int, kernel: Int, hasBias: Bool = true,
    stride: Int = 1, padding: Int = 0
  ) -> Value {
    let inputs = graph.shape(of: value)[3]
    let weights = parameter(
      name + ".weight", [width, inputs, kernel, kernel],
      scale: Self.scale(gain: 3, inputs: inputs * kernel * kernel))
    return graph.convolution(
      value, weights: weights, bias: hasBias ? bias(name, width) : nil,
      ConvolutionGeometry(
        stride: Extent2D(height: stride, width: stride),
        padding: Extent2D(height: padding, width: padding)))
  }

  /// A transposed convolution of stride 2, kernel 4 and padding 1.
  mutating func transposed(_ value: Value, _ name: String, width: Int) -> Value {
    let inputs = graph.shape(of: value)[3]
    let weights = parameter(
      name + ".weight", [inputs, width, 4, 4], scale: Self.scale(gain: 6, inputs: inputs * 4))
    return graph.transposedConvolution(
      value, weights: weights, bias: bias(name, width),
      ConvolutionGeometry(stride: 2, padding: 1))
  }

  mutating func dense(_ value: Value, _ name: String, width: Int) -> Value {
    let inputs = graph.shape(of: value)[1]
    let weights = parameter(
      name + ".weight", [inputs, width], scale: Self.scale(gain: 3, inputs: inputs))
    return graph.addBias(graph.matrixProduct(value, weights), bias(name, width))
  }

  mutating func norm(_ value: Value, _ name: String) -> Value {
    let count = graph.shape(of: value).columns
    return graph.batchNorm(
      value, scale: parameter(name + ".weight", [count], scale: 0.2, centre: 1),
      shift: parameter(name + ".bias", [count], scale: 0.2),
      runningMean: state(name + ".running_mean", count: count, value: 0),
      runningVariance: state(name + ".running_var", count: count, value: 1),
      isTraining: isTraining)
  }
}
