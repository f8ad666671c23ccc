public import FITS
public import Files

/// What belongs to one exposure: the image, its inverse variance, its quality flags.
public struct ExposureFiles: Sendable, Hashable {
  public struct Part: Sendable, Hashable {
    public let path: String
    /// `nil`: the unit with the image's name, else in the image's place.
    public let hdu: ImageSelector?

    public init(_ path: String, _ hdu: ImageSelector? = nil) {
      self.path = path
      self.hdu = hdu
    }
  }

  public let image: Part
  public var weights: Part?
  public var mask: Part?

  public init(image: Part, weights: Part? = nil, mask: Part? = nil) {
    self.image = image
    self.weights = weights
    self.mask = mask
  }

  /// An image with what lies beside it under the names of the NOIRLab pipelines (DECam, 90Prime,
  /// Mosaic-3): `…_ooi_…` the image, `…_oow_…` the weights, `…_ood_…` the flags.
  public init(beside image: Part) {
    self.init(
      image: image, weights: Self.part(of: image.path, "_oow_"),
      mask: Self.part(of: image.path, "_ood_"))
  }

  private static func part(of path: String, _ mark: String) -> Part? {
    let name = Paths.name(of: path)
    let words = name.split(separator: "_", omittingEmptySubsequences: false)
    guard words.dropFirst().dropLast().contains("ooi") else { return nil }
    let other = words.map { $0 == "ooi" ? mark.dropFirst().dropLast() : $0 }
    let candidate = path.dropLast(name.count) + other.joined(separator: "_")
    return Paths.exists(String(candidate)) ? Part(String(candidate)) : nil
  }
}

extension ExposureFiles {
  /// Reads one plane with its weights and flags.
  ///
  /// - Parameters:
  ///   - plane: Of a cube, or of several images; the others have one plane or as many.
  ///   - maskBits: See ``SkyImage/mask(_:bits:)``.
  /// - Throws: `SkysortError` where a file cannot be read or sizes differ.
  public func read(
    plane: Int = 0, maskBits: UInt32 = .max, decoder: TileDecoder? = .standard
  ) throws(SkysortError) -> WeightedPlane {
    let sky = try SkyImage(image.path, image.hdu, decoder: decoder)
    let pixels = try sky.plane(plane)
    let source = sky.sources[plane].image
    var (weightPlane, flags): (ImagePlane?, PixelMask?)
    if let weights {
      let other = try Self.open(weights, like: source, decoder)
      weightPlane = try other.plane(min(plane, other.planeCount - 1))
    }
    if let mask {
      let other = try Self.open(mask, like: source, decoder)
      flags = try other.mask(min(plane, other.planeCount - 1), bits: maskBits)
    }
    return try WeightedPlane(pixels, weights: weightPlane, mask: flags, path: image.path)
  }

  private static func open(
    _ part: Part, like image: FITSImage, _ decoder: TileDecoder?
  ) throws(SkysortError) -> SkyImage {
    let same = image.name.map { ImageSelector.named($0) } ?? .hdu(image.index)
    return try SkyImage(part.path, part.hdu ?? same, decoder: decoder)
  }
}
