internal import Engine
internal import Files
internal import Images
internal import Preprocessing
internal import Sky
internal import Tables

extension PreparedTable {
  /// Looking at more training pictures gains nothing.
  private static let picturesLookedAt = 8192

  /// Where the training pictures lie, as a trained network sees them; `nil` where none can be
  /// used.
  func pictureRange(
    by worker: ClassifierWorker, pictures: ImageCache
  ) throws(SkysortError) -> PictureRange? {
    func usable(_ rows: [Int]) -> [Int] {
      let usable = rows.filter { !pictures.flags[$0].contains(.notClassifiable) }
      let step = max(1, (usable.count + Self.picturesLookedAt - 1) / Self.picturesLookedAt)
      return stride(from: 0, to: usable.count, by: step).map { usable[$0] }
    }
    let (training, validation) = (usable(training), usable(validation))
    guard !training.isEmpty else { return nil }
    let rows = training + validation
    let looks = try worker.classifyAndRecord(
      table.selecting(rows),
      pictures: PictureRows { row throws(SkysortError) in try pictures.picture(rows[row]) }
    ).looks
    let kinds = target.kinds(rowCount: table.rowCount)
    return PictureRange(
      fitting: .init(
        looks: looks, classes: rows.map { kinds[$0] }, classCount: target.kindCount,
        training: Array(rows.indices.prefix(training.count)),
        validation: Array(rows.indices.dropFirst(training.count))))
  }
}
