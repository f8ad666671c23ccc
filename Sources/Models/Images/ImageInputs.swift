internal import Images
internal import Numbers
public import Preprocessing

/// How a trained model looks at images; kept in the model file.
public struct ImageInputs: Hashable, Sendable, Codable {
  public var geometry: ImageGeometry
  public var channelCount: Int
  /// Bands of images made from planes; else empty.
  public var bands: [String]
  /// What white is stored as, 255 or 65535; `nil` where samples are physical.
  public var white: Float?
  /// The shorter side of the training images, in their pixels; `nil` where they differ.
  public var sourceSide: Int?
  public var scaling: ImageScaling
  /// What mirroring does to the classes.
  public var symmetry: TargetSymmetry
  /// Ways each image is turned and mirrored when it is evaluated.
  public var testTimeAugmentation: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case geometry, bands, white, scaling, symmetry
    case testTimeAugmentation = "test_time_augmentation"
    case channelCount = "channel_count"
    case sourceSide = "source_side"
  }

  /// Pixels along each side of what the network sees.
  public var side: Int { geometry.side }

  /// What images it takes.
  var kind: ImageKind { ImageKind(channelCount: channelCount, bands: bands, white: white) }

  /// A context's shape.
  public var shape: ImageShape {
    ImageShape(side: geometry.context, channels: channelCount)
  }

  /// Numbers per image that the network takes.
  public var count: Int { side * side * channelCount }

  /// Turns and mirror images an image is evaluated in.
  var turns: [Orientation] {
    switch testTimeAugmentation {
    case 8: Orientation.all
    case 4: Orientation.turns
    default: [.upright]
    }
  }
}

/// Which part of an image a network sees, and how large.
public struct ImageGeometry: Hashable, Sendable, Codable {
  /// Pixels along each side of what the network sees.
  public var side: Int
  /// Pixels along each side of the square that an image is first reduced to: larger than
  /// ``side`` where the image reaches further than the field, so that turned and moved images
  /// have no empty corners.
  public var context: Int
  /// The fraction of an image's shorter side that the network sees.
  public var field: Double

  /// The fraction of an image's shorter side that a context covers; at most 1.
  public var reach: Double { min(1, field * Double(context) / Double(side)) }

  public init(side: Int, field: Double) {
    self.side = side
    self.field = field
    let turned = Int(clamping: (Double(side) * 1.5).rounded())
    let whole = Int(clamping: (Double(side) / field).rounded())
    context = max(side, min(turned, whole))
  }

  /// The context of an image of any size, in the image's own unit; NaN where nothing was
  /// measured.
  func context(of image: Image) -> [Float] {
    let source = ImageShape(
      height: image.height, width: image.width, channels: image.channels)
    let shorter = min(image.height, image.width)
    let fraction = field * Double(context) / Double(side)
    let crop = max(1, min(shorter, Int(clamping: (fraction * Double(shorter)).rounded())))
    guard crop < context else {
      return ImageReduction(source: source, crop: crop, side: context).reduce(image.samples)
    }
    let resampler = ImageResampler(source: source, side: context, edge: .nearest)
    let factor = Double(context) / Double(crop)
    return resampler.read(
      image.samples, through: resampler.centred(.enlargement(x: factor, y: factor)))
  }
}
