/// The sizes of a convolution: which pixels of the input meet which weights in which output.
///
/// Input `[batch, height, width, channels]`, output alike, weights
/// `[outChannels, channels / groups, kernel height, kernel width]`.
struct ConvolutionShape: Hashable, Sendable {
  let batch: Int
  let input: Extent2D
  let channels: Int
  let output: Extent2D
  let outChannels: Int
  let kernel: Extent2D
  let geometry: ConvolutionGeometry

  /// - Returns: nil where input and weights do not fit.
  init?(input: Shape, weights: Shape, _ geometry: ConvolutionGeometry) {
    guard input.rank == 4, weights.rank == 4 else { return nil }
    batch = input[0]
    self.input = input.image
    channels = input[3]
    outChannels = weights[0]
    kernel = Extent2D(height: weights[2], width: weights[3])
    self.geometry = geometry
    let (groups, stride) = (geometry.groups, geometry.stride)
    guard groups > 0, channels % groups == 0, outChannels % groups == 0,
      weights[1] == channels / groups, input.count > 0, weights.count > 0,
      stride.allSatisfy({ $0 > 0 }), geometry.dilation.allSatisfy({ $0 > 0 }),
      geometry.padding.allSatisfy({ $0 >= 0 })
    else { return nil }
    output = geometry.output(of: self.input, kernel: kernel)
    guard output.allSatisfy({ $0 > 0 }) else { return nil }
  }

  static let rule =
    "the input must be [batch, height, width, channels], the weights"
    + " [out, channels / groups, height, width], and the kernel must fit into the padded input"

  var inputShape: Shape { [batch, input.height, input.width, channels] }
  var outputShape: Shape { [batch, output.height, output.width, outChannels] }
  var weightShape: Shape {
    [outChannels, channels / geometry.groups, kernel.height, kernel.width]
  }

  /// Multiplications and additions of one image.
  var flopsPerImage: Int {
    2 * output.height * output.width * weightShape.count
  }

  /// Calls `body` with every input element, weight and output element that belong together.
  func forEachTerm(_ body: (_ input: Int, _ weight: Int, _ output: Int) -> Void) {
    let weights = weightShape
    let groupWidth = outChannels / geometry.groups
    for image in 0..<batch {
      for place in 0..<output.height * output.width {
        for tap in 0..<kernel.height * kernel.width {
          guard let pixel = pixel(under: tap, at: place) else { continue }
          let from = (image * input.height * input.width + pixel) * channels
          let to = (image * output.height * output.width + place) * outChannels
          for out in 0..<outChannels {
            for inner in 0..<weights[1] {
              let weight = (out * weights[1] + inner) * kernel.height * kernel.width + tap
              body(from + out / groupWidth * weights[1] + inner, weight, to + out)
            }
          }
        }
      }
    }
  }

  /// The input pixel that one place of the kernel lies on; nil in the padding.
  private func pixel(under tap: Int, at place: Int) -> Int? {
    let row =
      place / output.width * geometry.stride.height - geometry.padding.height
      + tap / kernel.width * geometry.dilation.height
    let column =
      place % output.width * geometry.stride.width - geometry.padding.width
      + tap % kernel.width * geometry.dilation.width
    guard (0..<input.height).contains(row), (0..<input.width).contains(column) else { return nil }
    return row * input.width + column
  }
}

/// One of a convolution's three products; lowered by ``Fusion``, for weights are packed first and
/// what follows is computed along.
protocol ConvolutionProduct: Operation {
  var convolution: ConvolutionShape { get }
}

extension ConvolutionProduct {
  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    preconditionFailure("\(name) is lowered with its packed weights")
  }
}
