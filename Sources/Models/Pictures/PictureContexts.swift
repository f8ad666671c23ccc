internal import Images
internal import Learning
internal import Parallel
internal import Preprocessing
internal import Sky
internal import Synchronization

/// The contexts of a table's pictures, read once and kept, so that epochs cost no decoding.
///
/// Beyond a limit of memory only the first pictures are kept; the others are read again whenever
/// they are wanted.
struct PictureContexts: Sendable {
  let inputs: PictureInputs
  /// By picture: the scaled context, shape of ``PictureInputs/shape``; `nil` where it is not kept.
  private let kept: [[Float]?]
  /// By picture.
  let flags: [QualityFlags]
  /// By picture: whether there is one, with a pixel that was measured.
  private let hasPixels: [Bool]
  /// Whether numbers that were not measured are NaN, not the mean.
  private let keepsMissing: Bool
  private let reader: any PictureReader
  /// By picture: its row.
  private let rows: [Int]

  /// Numbers kept at most; 2 GiB.
  private static let limit = 1 << 29

  /// - Parameters:
  ///   - rows: Of the reader's table, one for each picture.
  ///   - threads: That read and decode.
  ///   - keepsMissing: Whether numbers that were not measured are NaN, not the mean.
  init(
    _ inputs: PictureInputs, reader: any PictureReader, rows: [Int], threads: Int,
    keepsMissing: Bool = false
  ) async throws(ClassifierError) {
    let keptCount = min(rows.count, Self.limit / inputs.shape.count)
    let loaded = try PictureBatch.map(rows, threads: threads) { row throws(ImageError) in
      try PictureBatch.context(ofRow: row, reader, inputs, keepsMissing: keepsMissing)
    }
    self.keepsMissing = keepsMissing
    (self.inputs, self.reader, self.rows) = (inputs, reader, rows)
    kept = loaded.enumerated().map { $0 < keptCount ? $1.numbers : nil }
    flags = loaded.map(\.flags)
    hasPixels = loaded.map(\.hasPixels)
  }

  /// The scaled context of a picture.
  func context(_ picture: Int) throws(ImageError) -> [Float] {
    if let numbers = kept[picture] { return numbers }
    return try PictureBatch.context(
      ofRow: rows[picture], reader, inputs, keepsMissing: keepsMissing
    ).numbers
  }

  /// Whether there is a picture, with a pixel that was measured.
  func isThere(_ picture: Int) -> Bool { hasPixels[picture] }

  /// A picture with what is doubtful about it.
  func picture(_ picture: Int) throws(ImageError) -> PreparedPicture {
    PreparedPicture(
      numbers: try context(picture), flags: flags[picture], hasPixels: hasPixels[picture])
  }
}

/// The prepared pictures of a table's rows.
struct PictureRows {
  private let read: (Int) throws(ImageError) -> PreparedPicture

  init(_ read: @escaping (Int) throws(ImageError) -> PreparedPicture) { self.read = read }

  func picture(_ row: Int) throws(ImageError) -> PreparedPicture { try read(row) }
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
  ) throws(ImageError) -> PreparedPicture {
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

  private static func check(_ picture: Picture, _ inputs: PictureInputs) throws(ImageError) {
    let (wanted, found) = (inputs.kind, PictureKind(picture))
    guard found == wanted else { throw .channelsDiffer(wanted, found) }
  }

  /// The results in the order of `items`, worked out by several threads.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], threads: Int, _ body: @Sendable (Item) throws(ImageError) -> Result
  ) throws(ClassifierError) -> [Result] {
    do {
      return try parallelMap(items.count, threads: threads) { place throws(ImageError) in
        try body(items[place])
      }
    } catch {
      throw .picture(error)
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

extension ImageError {
  /// Pictures of two kinds, or of another kind than the model's.
  static func channelsDiffer(_ wanted: PictureKind, _ found: PictureKind) -> ImageError {
    ImageError(
      path: "pictures", problem: "one has \(found) where \(wanted) are wanted",
      fix: "Give pictures of one kind.")
  }
}
