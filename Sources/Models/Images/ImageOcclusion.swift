public import Files
public import Images
internal import Numbers
internal import Preprocessing
public import Tables

extension ClassifierWorker {
  /// By how much the likeliest class of an image falls when parts of it are covered.
  ///
  /// The image is cut into squares, and each in turn is replaced by the training images' mean.
  ///
  /// - Parameters:
  ///   - table: One row, with at least the source's columns.
  ///   - images: Of that row.
  ///   - squares: Along each side.
  /// - Returns: Shape `[squares, squares]`; negative where the probability rises.
  /// - Source: Zeiler & Fergus 2014, ECCV, section 4.2.
  public func occlusion(
    of table: Table, images: any ImageReader, squares: Int
  ) throws(SkysortError) -> [Float] {
    guard let inputs = description.images, description.head.questions == nil else { return [] }
    let image = try ImageBatch.context(ofRow: 0, images, inputs)
    let covered = (0..<squares * squares).map { image.covered($0, of: squares, inputs) }
    let rows = ImageRows { row throws(SkysortError) in row == 0 ? image : covered[row - 1] }
    let copies = table.selecting([Int](repeating: 0, count: squares * squares + 1))
    let answer = try classify(copies, images: rows)
    let best = Int(answer.best[0])
    let whole = answer.probabilities[best]
    return (1...squares * squares).map { row in
      whole - answer.probabilities[row * answer.classCount + best]
    }
  }
}

extension PreparedImage {
  /// The image with one square of what the network sees at its mean.
  fileprivate func covered(_ square: Int, of squares: Int, _ inputs: ImageInputs)
    -> PreparedImage
  {
    var numbers = numbers
    let (side, context) = (inputs.side, inputs.geometry.context)
    let first = (context - side) / 2
    func range(_ index: Int) -> Range<Int> {
      (first + index * side / squares)..<(first + (index + 1) * side / squares)
    }
    for row in range(square / squares) {
      for column in range(square % squares) {
        let place = (row * context + column) * inputs.channelCount
        for channel in 0..<inputs.channelCount { numbers[place + channel] = 0 }
      }
    }
    return PreparedImage(numbers: numbers, flags: flags)
  }
}

extension ImageGeometry {
  /// What the network sees of an image, in the image's own unit.
  ///
  /// - Parameter side: Pixels along each side of the result; fewer where the image has fewer.
  public func field(of image: Image, side: Int) -> Image {
    let shorter = min(image.height, image.width)
    let crop = max(1, Int(clamping: (field * Double(shorter)).rounded()))
    let side = min(side, crop)
    let reduction = ImageReduction(source: ImageShape(image), crop: crop, side: side)
    return Image(
      height: side, width: side, channels: image.channels,
      largestSample: image.largestSample, bands: image.bands,
      samples: reduction.reduce(image.samples))
  }
}
