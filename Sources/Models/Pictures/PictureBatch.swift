internal import Files
internal import Images
internal import Parallel
internal import Preprocessing
internal import Sky

/// The prepared pictures of a table's rows.
struct PictureRows {
  private let read: (Int) throws(SkysortError) -> PreparedPicture

  init(_ read: @escaping (Int) throws(SkysortError) -> PreparedPicture) { self.read = read }

  func picture(_ row: Int) throws(SkysortError) -> PreparedPicture { try read(row) }
}

/// What is made of one picture.
struct PreparedPicture: Sendable {
  /// Scaled; all zeros where there is no picture.
  let numbers: [Float]
  let flags: QualityFlags
  /// Whether there is a picture at all.
  var isThere = true
  /// Whether any of its pixels was measured.
  var hasPixels = true

  /// What stands for a picture that is not there.
  static func missing(_ inputs: PictureInputs) -> PreparedPicture {
    PreparedPicture(
      numbers: [Float](repeating: 0, count: inputs.shape.count), flags: .notClassifiable,
      isThere: false, hasPixels: false)
  }
}

/// Work on many pictures at once.
enum PictureBatch {
  /// One picture read, cut, reduced and scaled.
  ///
  /// - Parameter keepsMissing: Whether numbers that were not measured are NaN, not the mean.
  static func context(
    ofRow row: Int, _ reader: any PictureReader, _ inputs: PictureInputs,
    keepsMissing: Bool = false
  ) throws(SkysortError) -> PreparedPicture {
    guard let picture = try reader.picture(ofRow: row) else { return .missing(inputs) }
    try check(picture, inputs)
    let context = inputs.geometry.context(of: picture)
    var flags: QualityFlags = []
    if PictureQuality(picture).problem != nil { flags.insert(.notClassifiable) }
    var (numbers, missing) = inputs.scaling.scaled(context)
    if missing > 0 { flags.insert(.maskedPixels) }
    if keepsMissing && missing > 0 {
      for index in context.indices where !context[index].isFinite { numbers[index] = .nan }
    }
    return PreparedPicture(numbers: numbers, flags: flags, hasPixels: missing < 1)
  }

  private static func check(_ picture: Picture, _ inputs: PictureInputs) throws(SkysortError) {
    let (wanted, found) = (inputs.kind, PictureKind(picture))
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

/// What a picture's channels are, and in what numbers.
struct PictureKind: Hashable, CustomStringConvertible {
  let channelCount: Int
  /// Empty where the picture is not made from planes.
  let bands: [String]
  /// What white is stored as; `nil` where samples are physical.
  let white: Float?

  var description: String {
    let channels =
      bands.isEmpty
      ? "\(channelCount) channel\(channelCount == 1 ? "" : "s")" : bands.joined(separator: ", ")
    return channels + (white.map { " of numbers up to \(Int($0))" } ?? " of physical numbers")
  }
}

extension PictureKind {
  init(_ picture: Picture) {
    self.init(
      channelCount: picture.channels, bands: picture.bands.map(\.rawValue),
      white: picture.largestSample)
  }
}

extension SkysortError {
  /// Pictures of two kinds, or of another kind than the model's.
  static func channelsDiffer(_ wanted: PictureKind, _ found: PictureKind) -> SkysortError {
    SkysortError(
      path: "pictures", problem: "one has \(found) where \(wanted) are wanted",
      fix: "Give pictures of one kind.")
  }
}
