import FITS
import Files
public import Images
import Numbers
import Sky

/// An image's pixels, with the mask and the weights that the user names or its own file holds.
struct BelievedPixels {
  let pixels: ImagePlane
  /// Of the image, from 0.
  private let plane: Int
  /// Where true, the pixel is set aside; shape as the pixels.
  private(set) var mask: [Bool]?
  /// Shape as the pixels.
  private(set) var inverseVariance: ImagePlane?
  private(set) var sources = DetectionTask.PixelSources()
  /// What was left alone, and why; a sentence each.
  private(set) var notes: [String] = []

  init(_ source: ImageChoice.Plane, task: DetectionTask) throws {
    let image = source.image
    plane = source.plane
    pixels = ImagePlane(
      width: image.width, height: image.height,
      pixels: try image.pixels(Float.self, plane: source.plane))
    try readMask(source, task)
    try readWeights(source, task)
    let settled =
      (task.maskIsNamed || task.mask == DetectionTask.noCompanion ? ["--mask-hdu"] : [])
      + (task.weightIsNamed || task.weight == DetectionTask.noCompanion ? ["--weight-hdu"] : [])
    notes += source.companions.notes.filter { note in !settled.contains(where: note.contains) }
  }

  private mutating func readMask(_ source: ImageChoice.Plane, _ task: DetectionTask) throws {
    guard !task.maskIsNamed else {
      let named = try companion(task.mask, task.maskHDU, of: source) { $0 == .mask }
      return try take(mask: named, meaning: named.maskMeaning)
    }
    guard task.mask == nil, let own = source.companions.mask else { return }
    let plane = try companion(nil, String(own.hdu), of: source)
    if let doubt = try own.meaning.doubt(of: plane) {
      notes.append(doubt)
    } else {
      try take(mask: plane, meaning: own.meaning)
    }
  }

  private mutating func take(mask plane: ImageChoice.Plane, meaning: MaskMeaning) throws {
    let flags = try values(of: plane).map(meaning.isFlagged)
    mask = flags
    sources.mask = "\(plane.image.path), \(plane.unit.label)"
    sources.maskBits = meaning.names.isEmpty ? nil : meaning.names
    sources.maskedFraction = Double(flags.count { $0 }) / Double(max(1, flags.count))
  }

  private mutating func readWeights(_ source: ImageChoice.Plane, _ task: DetectionTask) throws {
    guard !task.weightIsNamed else {
      let named = try companion(task.weight, task.weightHDU, of: source) {
        if case .weight = $0 { true } else { false }
      }
      return try take(weights: named, kind: named.weightKind ?? .inverseVariance)
    }
    guard task.weight == nil, let own = source.companions.weight else { return }
    try take(weights: companion(nil, String(own.hdu), of: source), kind: own.kind)
  }

  /// Weights of an unknown scale say only where nothing was observed.
  private mutating func take(weights plane: ImageChoice.Plane, kind: WeightKind) throws {
    let values = try values(of: plane)
    sources.weight = "\(plane.image.path), \(plane.unit.label)"
    sources.weightKind = kind
    guard kind == .unknown else {
      inverseVariance = ImagePlane(
        width: pixels.width, height: pixels.height,
        pixels: values.map { kind.inverseVariance($0) ?? 0 })
      return
    }
    let blank = values.map { !($0 > 0) }
    mask = mask.map { zip($0, blank).map { $0 || $1 } } ?? blank
    notes.append(
      "\(plane.unit.label) holds weights of unknown scale: pixels of weight 0 are set aside, and "
        + "the noise is that of the sky; --weight-hdu \(plane.unit.name ?? "") takes them as "
        + "inverse variance")
  }

  /// Of a cube, those of the image's own plane.
  private func values(of companion: ImageChoice.Plane) throws -> [Float] {
    let image = companion.image
    return try image.pixels(Float.self, plane: min(plane, image.planeCount - 1))
  }

  /// The pixels of a mask or of weights; a file named is that of the image searched.
  ///
  /// - Parameter isOne: Which image of a file is taken where no unit is named.
  private func companion(
    _ file: String?, _ hdu: String?, of source: ImageChoice.Plane,
    where isOne: (ImageRole) -> Bool = { _ in false }
  ) throws -> ImageChoice.Plane {
    let choice = ImageChoice(path: file ?? source.image.path)
    var selector = hdu.map { ImageSelector($0) }
    if selector == nil {
      let units = try FITSFile(choice.path, limit: .images).imageUnits.filter { isOne($0.role) }
      if units.count == 1 { selector = .hdu(units[0].index) }
    }
    let found = try choice.read(selector).planes[0]
    let (image, other) = (source.image, found.image)
    guard image.width == other.width, image.height == other.height else {
      throw SkysortError(
        path: other.path,
        problem: "has \(other.width) × \(other.height) pixels, \(image.path) has "
          + "\(image.width) × \(image.height)",
        fix: "Name the mask and the weights of this image.")
    }
    return found
  }
}

extension MaskMeaning {
  /// Where more of the pixels are flagged, the mask marks something else: what was observed, or
  /// what was found.
  private static let largestFraction = 0.5
  /// Rows that are looked at.
  private static let rows = 256

  /// Why an image is no mask, however it is called; `nil` where nothing speaks against it.
  func doubt(of plane: ImageChoice.Plane) throws -> String? {
    let image = plane.image
    var flagged = 0
    let rows = Array(stride(from: 0, to: image.height, by: max(1, image.height / Self.rows)))
    for row in rows {
      flagged += try image.pixels(Float.self, rows: row..<row + 1).count(where: isFlagged)
    }
    let fraction = Double(flagged) / Double(max(1, rows.count * image.width))
    guard fraction > Self.largestFraction else { return nil }
    return
      "\(plane.unit.label) marks \(Int(clamping: (100 * fraction).rounded())) % of the pixels and was "
      + "not used as a mask: name it by --mask-hdu if its pixels that are not 0 are bad"
  }
}

extension DetectionTask {
  /// The word that leaves a file's own mask or weights alone.
  public static let noCompanion = "none"

  fileprivate var maskIsNamed: Bool {
    maskHDU != nil || (mask != nil && mask != Self.noCompanion)
  }
  fileprivate var weightIsNamed: Bool {
    weightHDU != nil || (weight != nil && weight != Self.noCompanion)
  }

  /// Where mask and weights of an image came from.
  public struct PixelSources: Sendable, Encodable {
    /// File and unit; `nil` where there are none.
    public internal(set) var mask: String?
    /// The flags that set a pixel aside; `nil` where any does.
    public internal(set) var maskBits: [String]?
    public internal(set) var maskedFraction: Double?
    public internal(set) var weight: String?
    public internal(set) var weightKind: WeightKind?

    enum CodingKeys: String, CodingKey {
      case mask, weight
      case maskBits = "mask_bits"
      case maskedFraction = "masked_fraction"
      case weightKind = "weight_kind"
    }
  }
}
