internal import Files
internal import Images
internal import Preprocessing

/// How an image and its numbers lie in one sample.
struct ImageLayout {
  private let inputs: ImageInputs
  private let numberCount: Int
  private let resampler: ImageResampler

  init(_ inputs: ImageInputs, numberCount: Int) {
    self.inputs = inputs
    self.numberCount = numberCount
    resampler = ImageResampler(source: inputs.shape, side: inputs.side)
  }

  /// Writes one sample.
  ///
  /// - Parameters:
  ///   - numbers: Shape `[samples, numbers]`.
  ///   - index: The sample's place.
  ///   - matrix: Shape `[samples, inputs]`.
  func lay(
    _ image: PreparedImage, _ orientation: Orientation, numbers: [Float], at index: Int,
    into matrix: UnsafeMutableBufferPointer<Float>
  ) {
    let (pixels, width) = (inputs.count, inputs.count + numberCount)
    let place = index * width..<index * width + pixels
    unsafe image.numbers.withUnsafeBufferPointer { context in
      unsafe resampler.read(
        context, through: resampler.centred(orientation.map), into: .init(rebasing: matrix[place]))
    }
    for column in 0..<numberCount {
      unsafe matrix[place.upperBound + column] = numbers[index * numberCount + column]
    }
  }

  /// Writes which numbers of a sample were measured, and puts the mean where they were not.
  ///
  /// - Parameters:
  ///   - matrix: Shape `[samples, inputs]`, the sample laid; NaN where pixels are missing.
  ///   - numbers: Shape `[samples, numbers]`, the weights of the numbers beside images.
  ///   - weights: Shape as `matrix`.
  func weigh(
    _ matrix: UnsafeMutableBufferPointer<Float>, numbers: [Float], at index: Int,
    into weights: UnsafeMutableBufferPointer<Float>
  ) {
    let (pixels, width) = (inputs.count, inputs.count + numberCount)
    for place in index * width..<index * width + pixels {
      let isMeasured = unsafe matrix[place].isFinite
      unsafe weights[place] = isMeasured ? 1 : 0
      if !isMeasured { unsafe matrix[place] = 0 }
    }
    for column in 0..<numberCount {
      unsafe weights[index * width + pixels + column] = numbers[index * numberCount + column]
    }
  }
}

extension SkysortError {
  /// A model of images was given none.
  static func imagesWanted(by path: String) -> SkysortError {
    SkysortError(
      path: path, problem: "the model looks at images, and none are given",
      fix: "Name their column or folder with --images.", exitCode: .usage)
  }
}
