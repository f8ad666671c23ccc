public import Preprocessing
public import Settings

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

extension ImageSettings: SettingGroup {
  public static let settings: [Setting<ImageSettings>] = [
    .count(
      "image_size", \.imageSize, in: imageSizes, "Pixels along each side of what the network sees."),
    .number(
      "crop_fraction", \.cropFraction, .factor,
      "The fraction of an image's shorter side that the network sees, about the centre."),
    .part(
      "stretch", \.stretch,
      "How brightness is compressed; linear for stored images and asinh for fluxes by default."),
    .part("augmentation", \.augmentation, "What is drawn anew for every image and epoch."),
    .part("symmetry", \.symmetry, "What mirroring does to labels."),
    .choice(
      "test_time_augmentation", \.testTimeAugmentation, of: [1, 4, 8],
      "Ways each image is turned and mirrored when it is evaluated, the answers averaged."),
  ]
}
