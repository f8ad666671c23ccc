public import Preprocessing
internal import Settings

/// How a model looks at images, and how they are changed while it learns.
///
///     images:
///       image_size: 64
///       crop_fraction: 0.6
///       augmentation: {flip: horizontal, rotation: any, zoom: [0.9, 1.1]}
///       test_time_augmentation: 8
public struct ImageSettings: Hashable, Sendable {
  /// Pixels along each side of what the network sees.
  public var imageSize = 64
  /// The fraction of an image's shorter side that the network sees, about the centre.
  public var cropFraction = 1.0
  /// How brightness is compressed; linear for stored images and asinh for fluxes where `nil`.
  public var stretch: ImageScaling.Stretch?
  /// What is drawn anew for every image and epoch; by the labels' symmetry where `nil`.
  public var augmentation: Augmentation?
  /// What mirroring does to labels.
  public var symmetry = LabelSymmetry()
  /// Ways each image is turned and mirrored when it is evaluated, the answers averaged: 1, 4 or 8.
  public var testTimeAugmentation = 1

  public init() {}

  /// Sizes that networks are meant for, in pixels.
  public static let imageSizes = 8...1024
}

extension ImageSettings: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case stretch, augmentation, symmetry
    case imageSize = "image_size"
    case cropFraction = "crop_fraction"
    case testTimeAugmentation = "test_time_augmentation"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    imageSize = try values.value(.imageSize, default: imageSize)
    cropFraction = try values.number(.cropFraction, default: cropFraction, in: .factor)
    stretch = try values.decodeIfPresent(ImageScaling.Stretch.self, forKey: .stretch)
    augmentation = try values.decodeIfPresent(Augmentation.self, forKey: .augmentation)
    symmetry = try values.value(.symmetry, default: symmetry)
    testTimeAugmentation = try values.value(
      .testTimeAugmentation, default: testTimeAugmentation)
    guard Self.imageSizes.contains(imageSize) else {
      throw values.diagnostic(
        .imageSize, "must be in \(Self.imageSizes), found \(imageSize)")
    }
    guard [1, 4, 8].contains(testTimeAugmentation) else {
      throw values.diagnostic(
        .testTimeAugmentation, "must be 1, 4 or 8, found \(testTimeAugmentation)")
    }
  }
}
