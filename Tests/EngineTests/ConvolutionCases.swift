@testable import Engine

/// Convolutions of images: single pixels, odd sides, strides longer than the kernel, channels
/// that fill no register, groups, dilation.
enum ConvolutionCases {
  struct Sizes {
    var input: Shape
    var out: Int
    var kernel: Extent2D
    var geometry = ConvolutionGeometry()

    var weights: Shape {
      [out, input[3] / geometry.groups, kernel.height, kernel.width]
    }

    var name: String {
      "\(input) to \(out) by \(kernel), stride \(geometry.stride), padding \(geometry.padding),"
        + " dilation \(geometry.dilation), groups \(geometry.groups)"
    }
  }

  static let sizes: [Sizes] = [
    Sizes(input: [1, 1, 1, 1], out: 1, kernel: 1),
    Sizes(input: [1, 5, 7, 3], out: 4, kernel: 3, geometry: .init(padding: 1)),
    Sizes(input: [3, 7, 5, 3], out: 5, kernel: 3),
    Sizes(input: [2, 8, 8, 16], out: 32, kernel: 3, geometry: .init(padding: 1)),
    Sizes(input: [2, 6, 6, 17], out: 19, kernel: 3, geometry: .init(stride: 2, padding: 1)),
    Sizes(input: [1, 9, 9, 4], out: 3, kernel: 1, geometry: .init(stride: 2)),
    Sizes(input: [2, 9, 8, 2], out: 6, kernel: 2, geometry: .init(stride: 3)),
    Sizes(input: [5, 7, 7, 6], out: 4, kernel: 3, geometry: .init(padding: 2, dilation: 2)),
    Sizes(input: [2, 6, 7, 8], out: 8, kernel: 3, geometry: .init(padding: 1, groups: 8)),
    Sizes(input: [2, 6, 7, 32], out: 32, kernel: 3, geometry: .init(padding: 1, groups: 32)),
    Sizes(input: [2, 5, 5, 6], out: 9, kernel: 3, geometry: .init(padding: 1, groups: 3)),
    Sizes(
      input: [11, 6, 5, 3], out: 4, kernel: Extent2D(height: 1, width: 3),
      geometry: .init(
        stride: Extent2D(height: 2, width: 1), padding: Extent2D(height: 0, width: 1))),
    Sizes(input: [2, 12, 12, 3], out: 16, kernel: 7, geometry: .init(stride: 2, padding: 3)),
  ]

  static let all: [Expression] = forward + transposed + networks + chunks + normalized

  static let forward: [Expression] = sizes.map { sizes in
    Expression("convolution \(sizes.name)") { maker in
      let (input, weights) = (maker.parameter(sizes.input), maker.parameter(sizes.weights))
      return maker.graph.convolution(
        input, weights: weights, bias: maker.parameter([sizes.out]), sizes.geometry)
    }
  }

  static let transposed: [Expression] = sizes.compactMap { sizes in
    // The output of the convolution is the input of the transposed one.
    let output = ConvolutionShape(input: sizes.input, weights: sizes.weights, sizes.geometry)!
    let (stride, padding, dilation) = (
      sizes.geometry.stride, sizes.geometry.padding, sizes.geometry.dilation
    )
    let more = Extent2D(
      height: sizes.input[1]
        - ((output.output.height - 1) * stride.height - 2 * padding.height
          + dilation.height * (sizes.kernel.height - 1) + 1),
      width: sizes.input[2]
        - ((output.output.width - 1) * stride.width - 2 * padding.width
          + dilation.width * (sizes.kernel.width - 1) + 1))
    return Expression("transposedConvolution \(sizes.name)") { maker in
      let input = maker.parameter(output.outputShape)
      let weights = maker.parameter(sizes.weights)
      return maker.graph.transposedConvolution(
        input, weights: weights, bias: maker.parameter([sizes.input[3]]), sizes.geometry,
        outputPadding: more)
    }
  }

  /// Convolutions with what is computed along: bias, residual sum, rectifier.
  static let networks: [Expression] = [1, 2].map { batch in
    Expression("residual block of \(batch) images", hasKinks: true) { maker in
      let input = maker.input([batch, 6, 6, 5])
      let stem = maker.graph.relu(
        maker.graph.convolution(
          input, weights: maker.parameter([16, 5, 3, 3]) { $0 / 6 },
          bias: maker.parameter([16]), .init(padding: 1)))
      let inner = maker.graph.relu(
        maker.graph.convolution(
          stem, weights: maker.parameter([16, 16, 3, 3]) { $0 / 8 },
          bias: maker.parameter([16]), .init(padding: 1)))
      let outer = maker.graph.convolution(
        inner, weights: maker.parameter([16, 16, 3, 3]) { $0 / 8 }, bias: maker.parameter([16]),
        .init(padding: 1))
      let sum = maker.graph.relu(maker.graph.add(outer, stem))
      let flat = maker.graph.reshape(sum, to: [batch, 6 * 6 * 16])
      let logits = maker.graph.matrixProduct(flat, maker.parameter([576, 3]) { $0 / 20 })
      return maker.graph.crossEntropy(logits: logits, targets: maker.targets(batch, 3))
    }
  }

  /// Batches that chunks and calls do not divide.
  static let chunks: [Expression] = [8, 9, 17, 19, 20, 36].map { batch in
    Expression("convolution of \(batch) images") { maker in
      let inner = maker.graph.convolution(
        maker.input([batch, 4, 3, 3]), weights: maker.parameter([5, 3, 3, 3]) { $0 / 4 },
        bias: maker.parameter([5]), .init(padding: 1))
      return maker.graph.convolution(
        maker.graph.tanh(inner), weights: maker.parameter([2, 5, 3, 3]) { $0 / 4 },
        bias: maker.parameter([2]))
    }
  }

  /// Batch norms after convolutions: of the batch, and with fixed statistics, which are folded.
  ///
  /// A batch norm takes a bias away, so there is none where it is of the batch.
  static let normalized: [Expression] = [true, false].flatMap { isTraining in
    (isTraining ? [nil] : [nil, 5]).map { (biased: Int?) in
      Expression("normalized convolution, training \(isTraining), bias \(biased != nil)") {
        maker in
        let bias = biased.map { maker.parameter([$0]) }
        let value = maker.graph.convolution(
          maker.parameter([3, 4, 5, 2]), weights: maker.parameter([5, 2, 3, 3]), bias: bias,
          .init(padding: 1))
        let (scale, shift) = (maker.parameter([5]), maker.parameter([5]))
        guard !isTraining else {
          return maker.graph.batchStandardized(value, scale: scale, shift: shift, epsilon: 0.01)
            .result
        }
        return maker.graph.batchNorm(
          value, scale: scale, shift: shift, runningMean: maker.input([5]),
          runningVariance: maker.input([5]) { $0 * $0 + 0.5 }, epsilon: 0.01,
          isTraining: false)
      }
    }
  }
}
