public import Files
public import Images
internal import Preprocessing
public import Tables

extension ClassifierWorker {
  /// By how much the likeliest class of a picture falls when parts of it are covered.
  ///
  /// The picture is cut into squares, and each in turn is replaced by the training pictures' mean.
  ///
  /// - Parameters:
  ///   - table: One row, with at least the source's columns.
  ///   - pictures: Of that row.
  ///   - squares: Along each side.
  /// - Returns: Shape `[squares, squares]`; negative where the probability rises.
  /// - Source: Zeiler & Fergus 2014, ECCV, section 4.2.
  public func occlusion(
    of table: Table, pictures: any PictureReader, squares: Int
  ) throws(SkysortError) -> [Float] {
    guard let inputs = description.pictures, description.head.questions == nil else { return [] }
    let picture = try PictureBatch.context(ofRow: 0, pictures, inputs)
    let covered = (0..<squares * squares).map { picture.covered($0, of: squares, inputs) }
    let rows = PictureRows { row throws(SkysortError) in row == 0 ? picture : covered[row - 1] }
    let copies = table.selecting([Int](repeating: 0, count: squares * squares + 1))
    let answer = try classify(copies, pictures: rows)
    let best = Int(answer.best[0])
    let whole = answer.probabilities[best]
    return (1...squares * squares).map { row in
      whole - answer.probabilities[row * answer.classCount + best]
    }
  }
}

extension PreparedPicture {
  /// The picture with one square of what the network sees at its mean.
  fileprivate func covered(_ square: Int, of squares: Int, _ inputs: PictureInputs)
    -> PreparedPicture
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
    return PreparedPicture(numbers: numbers, flags: flags)
  }
}

extension PictureGeometry {
  /// What the network sees of a picture, in the picture's own unit.
  ///
  /// - Parameter side: Pixels along each side of the result; fewer where the picture has fewer.
  public func field(of picture: Picture, side: Int) -> Picture {
    let shorter = min(picture.height, picture.width)
    let crop = max(1, Int((field * Double(shorter)).rounded()))
    let side = min(side, crop)
    let reduction = PictureReduction(source: PictureShape(picture), crop: crop, side: side)
    return Picture(
      height: side, width: side, channels: picture.channels,
      largestSample: picture.largestSample, bands: picture.bands,
      samples: reduction.reduce(picture.samples))
  }
}
