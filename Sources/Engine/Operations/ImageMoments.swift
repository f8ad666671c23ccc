import CVector

/// The mean of every channel of every image and the sum of squared deviations from it; shape
/// `[batch, 2, channels]`.
struct ImageMoments: FormReading {
  var name: String { "imageMoments" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank == 4 && inputs[0].count > 0, inputs, "images are needed")
    return [inputs[0][0], 2, inputs[0].columns]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (size, channels) = (Kernel.itemSize(inputs[0].shape), inputs[0].shape.columns)
    return (0..<inputs[0].shape[0]).flatMap { image in
      let columns = (0..<channels).map { channel in
        stride(from: channel, to: size, by: channels).map {
          inputs[0].values[image * size + $0]
        }
      }
      let means = columns.map { $0.reduce(0, +) / Double($0.count) }
      let spreads = zip(columns, means).map { column, mean in
        column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
      return means + spreads
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, reading element: Element) -> Kernel {
    let (size, channels) = (Kernel.itemSize(inputs[0]), inputs[0].columns)
    return .byImage(output, inputs: inputs, flopsPerElement: 2 * size / channels) {
      operands, images in
      for image in images {
        unsafe vector_image_moments(
          element.vector, size / channels, channels,
          operands.input(0, from: image * size, element),
          operands.output(from: image * 2 * channels))
      }
    }
  }
}

/// Mean and variance over all images, `[2, channels]`, from the moments of each.
///
/// - Source: Chan, Golub & LeVeque 1983, The American Statistician 37, 242.
struct JoinedMoments: Operation {
  /// Of each image.
  let pixels: Int
  var name: String { "joinedMoments" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank == 3 && inputs[0][1] == 2, inputs, "moments are needed")
    return [2, inputs[0].columns]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (images, channels) = (inputs[0].shape[0], inputs[0].shape.columns)
    func part(_ image: Int, _ row: Int, _ channel: Int) -> Double {
      inputs[0].values[(image * 2 + row) * channels + channel]
    }
    let means = (0..<channels).map { channel in
      (0..<images).reduce(0) { $0 + part($1, 0, channel) } / Double(images)
    }
    let variances = (0..<channels).map { channel in
      (0..<images).reduce(0) { total, image in
        let deviation = part(image, 0, channel) - means[channel]
        return total + part(image, 1, channel) / Double(images * pixels)
          + deviation * deviation / Double(images)
      }
    }
    return means + variances
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (images, channels, pixels) = (inputs[0][0], output.columns, pixels)
    return .serial(inputs: 1, flops: 8 * images * channels) { operands in
      unsafe vector_joined_moments(
        images, pixels, channels, operands.input(0), operands.output())
    }
  }
}
