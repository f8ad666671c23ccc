import Evaluation

extension ValidationReport {
  /// What a network of images looks at, and what it was trained on.
  var networkSection: ReportSection? {
    let galleries = [occlusionGallery, filterGallery, changeGallery].compactMap(\.self)
    guard !galleries.isEmpty else { return nil }
    return ReportSection(
      identifier: "network", title: "What the network sees",
      blocks: galleries.map { .gallery($0) })
  }

  private var occlusionGallery: ThumbnailGallery? {
    guard let images = context.images else { return nil }
    let thumbnails = images.occlusions.flatMap { occlusion in
      images.thumbnails[occlusion.row].map { pair(occlusion, $0) } ?? []
    }
    guard !thumbnails.isEmpty else { return nil }
    return ThumbnailGallery(
      title: "Where the network looked",
      caption: """
        Parts of each image were covered in turn. Orange: without the part the predicted class \
        loses probability, so the network needs it; blue: the class gains. Shades are relative to \
        the strongest change in the image, which is given.
        """, groups: [.init(title: "", thumbnails: thumbnails)])
  }

  /// The image, and the image with what matters marked.
  private func pair(
    _ occlusion: ImageGallery.Occlusion, _ image: PortableImage
  ) -> [Thumbnail] {
    let row = occlusion.row
    let called = metrics.classes[predictions.predicted[row]]
    let largest = occlusion.drops.lazy.filter(\.isFinite).map(abs).max() ?? 0
    let change = "largest change \(Numeral.fixed(Double(largest), 3))"
    let name = rowName(row)
    return [
      Thumbnail(
        image: image, alternative: name, lines: ["\(called) \(probabilityText(row))", name]),
      Thumbnail(
        image: image, alternative: "\(name), parts that matter marked", lines: [change],
        overlay: OcclusionOverlay(occlusion: occlusion).markup),
    ]
  }

  private var filterGallery: ThumbnailGallery? {
    guard let filters = context.images?.filters, !filters.isEmpty else { return nil }
    let thumbnails = filters.enumerated().map { index, image in
      Thumbnail(image: image, alternative: "filter \(index + 1)", lines: ["\(index + 1)"])
    }
    return ThumbnailGallery(
      title: "Filters of the first layer",
      caption: "What each of the first layer's channels answers to, each scaled by itself.",
      groups: [.init(title: "", thumbnails: thumbnails)], isPixelated: true)
  }

  private var changeGallery: ThumbnailGallery? {
    guard let changes = context.images?.changes, !changes.isEmpty else { return nil }
    let groups = changes.map { change in
      let changed = change.changed.enumerated().map { index, image in
        Thumbnail(
          image: image, alternative: "\(change.identifier), changed", lines: ["\(index + 1)"])
      }
      let original = Thumbnail(
        image: change.original, alternative: change.identifier, lines: ["original"])
      return ThumbnailGallery.Group(title: change.identifier, thumbnails: [original] + changed)
    }
    return ThumbnailGallery(
      title: "Training images as the network sees them",
      caption: """
        Some images of the training part and what the random changes of single epochs make of \
        them. Whatever a change destroys, the network cannot learn.
        """, groups: groups)
  }
}
