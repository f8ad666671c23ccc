import Evaluation

extension ValidationReport {
  /// Evaluated images: mistakes, right answers and confusions.
  var imageSection: ReportSection? {
    guard let images = context.images, !images.thumbnails.isEmpty else { return nil }
    let selection = ImageSelection(of: predictions)
    let galleries = [
      mistakeGallery(selection), surestGallery(selection), confusionGallery(selection),
    ].compactMap(\.self)
    guard !galleries.isEmpty else { return nil }
    return ReportSection(
      identifier: "images", title: "Images", blocks: galleries.map { .gallery($0) })
  }

  private func mistakeGallery(_ selection: ImageSelection) -> ThumbnailGallery? {
    let thumbnails = selection.mistakes.compactMap(mistake)
    guard !thumbnails.isEmpty else { return nil }
    return ThumbnailGallery(
      title: "Worst mistakes",
      caption: """
        The wrong predictions that claim to be surest: the true class, then the predicted one \
        with its probability. Wrong labels in the truth gather here too.
        """, groups: [.init(title: "", thumbnails: thumbnails)])
  }

  private func surestGallery(_ selection: ImageSelection) -> ThumbnailGallery? {
    let groups = zip(metrics.classes, selection.surest).map { name, rows in
      ThumbnailGallery.Group(title: name, thumbnails: rows.compactMap { evaluated($0) })
    }.filter { !$0.thumbnails.isEmpty }
    guard !groups.isEmpty else { return nil }
    return ThumbnailGallery(
      title: "Surest of each class",
      caption: "Right predictions with the highest probability: what the model holds for typical.",
      groups: groups)
  }

  private func confusionGallery(_ selection: ImageSelection) -> ThumbnailGallery? {
    let groups = selection.confusions.map { confusion in
      ThumbnailGallery.Group(
        title: "\(metrics.classes[confusion.truth]) called \(metrics.classes[confusion.predicted])"
          + ", \(Numeral.grouped(confusion.count)) times",
        thumbnails: confusion.rows.compactMap { evaluated($0) })
    }.filter { !$0.thumbnails.isEmpty }
    guard !groups.isEmpty else { return nil }
    return ThumbnailGallery(
      title: "What is taken for what",
      caption: """
        The commonest confusions, each with its surest examples; how many there are in all is the \
        confusion matrix's count.
        """, groups: groups)
  }

  /// An evaluated row's image; `nil` where there is none.
  ///
  /// - Parameter lines: Above its name.
  private func evaluated(_ row: Int, lines: [String]) -> Thumbnail? {
    guard let image = context.images?.thumbnails[row] else { return nil }
    let name = rowName(row)
    let truth = metrics.classes[predictions.truth[row]]
    let called = metrics.classes[predictions.predicted[row]]
    return Thumbnail(
      image: image, alternative: "\(name): \(truth), called \(called)", lines: lines + [name])
  }

  /// Under a heading that tells both classes.
  private func evaluated(_ row: Int) -> Thumbnail? { evaluated(row, lines: [probabilityText(row)]) }

  private func mistake(_ row: Int) -> Thumbnail? {
    let called = metrics.classes[predictions.predicted[row]]
    return evaluated(
      row,
      lines: [metrics.classes[predictions.truth[row]], "→ \(called) \(probabilityText(row))"])
  }

  /// The source's name, or the row's number.
  func rowName(_ row: Int) -> String { predictions.identifier?(row) ?? "row \(row + 1)" }

  /// Of the predicted class; empty without probabilities.
  func probabilityText(_ row: Int) -> String {
    guard let probabilities = predictions.probabilities else { return "" }
    let place = row * metrics.classes.count + predictions.predicted[row]
    return Numeral.fixed(Double(probabilities[place]), 3)
  }
}
