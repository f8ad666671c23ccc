import Images
import Tasks

/// What a pipeline's `detect` reads, and how.
struct DetectSettings: TaskSettings {
  var inputs = Inputs()
  /// In units of the noise.
  var threshold: Double?
  /// Of a flux of 1, in every band; instrumental where `nil`.
  var zeroPoint: Double?
  /// Where the images are in their files; see ``DetectionTask/hdu``.
  var hdu: String?
  /// The table's file name; its ending picks the format.
  var output: String?

  struct Inputs: Decodable {
    var image = ""
    /// Images to measure in, as `BAND=FILE`.
    var bands: [String]?
    enum CodingKeys: String, CodingKey, CaseIterable { case image, bands }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case threshold, hdu, output
    case zeroPoint = "zero_point"
  }
  init() {}
}

/// What a pipeline's `cutouts` reads, and how.
struct CutoutSettings: TaskSettings {
  var inputs = Inputs()
  /// Pixels along each side.
  var size = 64
  /// Columns of the catalog to keep; `*` keeps all.
  var keep: [String] = []
  /// Where the images are in their files; see ``CutoutTask/hdu``.
  var hdu: String?

  struct Inputs: Decodable {
    /// As `FILE` or `BAND=FILE`.
    var images: [String] = []
    var catalog = ""
    enum CodingKeys: String, CodingKey, CaseIterable { case images, catalog }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case size, keep, hdu }
  init() {}

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    size = try values.decodeIfPresent(Int.self, forKey: .size) ?? size
    keep = try values.decodeIfPresent([String].self, forKey: .keep) ?? keep
    hdu = try values.decodeIfPresent(String.self, forKey: .hdu)
  }
}

extension TaskExecution {
  func detection(_ settings: DetectSettings) -> DetectionTask {
    var task = DetectionTask(
      image: place.input(settings.inputs.image),
      output: place.output(settings.output ?? "sources.fits"))
    task.bands = (settings.inputs.bands ?? []).map(place.image)
    task.hdu = settings.hdu
    if let threshold = settings.threshold { task.extraction.threshold = threshold }
    if let zeroPoint = settings.zeroPoint { task.zeroPoints[""] = zeroPoint }
    task.threads = place.threads
    return task
  }

  func cutting(_ settings: CutoutSettings) -> CutoutTask {
    var task = CutoutTask(
      images: settings.inputs.images.map(place.image),
      catalog: place.input(settings.inputs.catalog), size: settings.size,
      output: place.output("cutouts.fits"))
    task.kept = settings.keep
    task.hdu = settings.hdu
    task.threads = place.threads
    return task
  }
}

extension TaskPlace {
  /// An image of `FILE` or `BAND=FILE`.
  fileprivate func image(_ text: String) -> ImageChoice {
    let choice = ImageChoice(text)
    return ImageChoice(band: choice.band, path: input(choice.path))
  }
}
