internal import Engine
internal import Files
internal import Images
internal import Preprocessing
internal import Sky
internal import Tables

extension PreparedTable {
  /// Looking at more training images gains nothing.
  private static let imagesLookedAt = 8192

  /// Where the training images lie, as a trained network sees them; `nil` where none can be
  /// used.
  func imageRange(
    by worker: ClassifierWorker, images: ImageCache
  ) throws(SkysortError) -> ImageRange? {
    func usable(_ rows: [Int]) -> [Int] {
      let usable = rows.filter { !images.flags[$0].contains(.notClassifiable) }
      let step = max(1, (usable.count + Self.imagesLookedAt - 1) / Self.imagesLookedAt)
      return stride(from: 0, to: usable.count, by: step).map { usable[$0] }
    }
    let (training, validation) = (usable(training), usable(validation))
    guard !training.isEmpty else { return nil }
    let rows = training + validation
    let looks = try worker.classifyAndRecord(
      table.selecting(rows),
      images: ImageRows { row throws(SkysortError) in try images.image(rows[row]) }
    ).looks
    let kinds = target.kinds(rowCount: table.rowCount)
    return ImageRange(
      fitting: .init(
        looks: looks, classes: rows.map { kinds[$0] }, classCount: target.kindCount,
        training: Array(rows.indices.prefix(training.count)),
        validation: Array(rows.indices.dropFirst(training.count))))
  }
}
