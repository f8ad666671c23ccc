internal import Files
internal import Images
internal import Numbers
internal import Parallel
internal import Preprocessing
internal import Sky

/// The prepared images of a table's rows.
struct ImageRows {
  private let read: (Int) throws(SkysortError) -> PreparedImage

  init(_ read: @escaping (Int) throws(SkysortError) -> PreparedImage) { self.read = read }

  func image(_ row: Int) throws(SkysortError) -> PreparedImage { try read(row) }
}

/// What is made of one image.
struct PreparedImage: Sendable {
  /// Scaled; all zeros where there is no image.
  let numbers: [Float]
  let flags: QualityFlags
  /// Whether there is an image at all.
  var isThere = true
  /// Whether any of its pixels was measured.
  var hasPixels = true

  /// What stands for an image that is not there.
  static func missing(_ inputs: ImageInputs) -> PreparedImage {
    PreparedImage(
      numbers: [Float](repeating: 0, count: inputs.shape.count), flags: .notClassifiable,
      isThere: false, hasPixels: false)
  }
}

/// Work on many images at once.
enum ImageBatch {
  /// One image read, cut, reduced and scaled.
  ///
  /// - Parameter keepsMissing: Whether numbers that were not measured are NaN, not the mean.
  static func context(
    ofRow row: Int, _ reader: any ImageReader, _ inputs: ImageInputs,
    keepsMissing: Bool = false
  ) throws(SkysortError) -> PreparedImage {
    guard let image = try reader.image(ofRow: row) else { return .missing(inputs) }
    try check(image, inputs)
    let context = inputs.geometry.context(of: image)
    var flags: QualityFlags = []
    if ImageQuality(image).problem != nil { flags.insert(.notClassifiable) }
    var (numbers, missing) = inputs.scaling.scaled(context)
    if missing > 0 { flags.insert(.maskedPixels) }
    if keepsMissing && missing > 0 {
      for index in context.indices where !context[index].isFinite { numbers[index] = .nan }
    }
    return PreparedImage(numbers: numbers, flags: flags, hasPixels: missing < 1)
  }

  private static func check(_ image: Image, _ inputs: ImageInputs) throws(SkysortError) {
    let (wanted, found) = (inputs.kind, ImageKind(image))
    guard found == wanted else { throw .channelsDiffer(wanted, found) }
  }

  /// The results in the order of `items`, worked out by several threads.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], threads: Int, _ body: @Sendable (Item) throws(SkysortError) -> Result
  ) throws(SkysortError) -> [Result] {
    return try parallelMap(items.count, threads: threads) { place throws(SkysortError) in
      try body(items[place])
    }
  }
}

/// What an image's channels are, and in what numbers.
struct ImageKind: Hashable, CustomStringConvertible {
  let channelCount: Int
  /// Empty where the image is not made from planes.
  let bands: [String]
  /// What white is stored as; `nil` where samples are physical.
  let white: Float?

  var description: String {
    let channels =
      bands.isEmpty
      ? "\(channelCount) channel\(channelCount == 1 ? "" : "s")" : bands.joined(separator: ", ")
    return channels
      + (white.map { " of numbers up to \(Int(clamping: $0))" } ?? " of physical numbers")
  }
}

extension ImageKind {
  init(_ image: Image) {
    self.init(
      channelCount: image.channels, bands: image.bands.map(\.rawValue),
      white: image.largestSample)
  }
}

extension SkysortError {
  /// Images of two kinds, or of another kind than the model's.
  static func channelsDiffer(_ wanted: ImageKind, _ found: ImageKind) -> SkysortError {
    SkysortError(
      path: "images", problem: "one has \(found) where \(wanted) are wanted",
      fix: "Give images of one kind.")
  }
}
