public import Preprocessing
internal import Settings

/// How a model looks at images, and how they are changed while it learns.
///
///     images:
///       side: 64
///       field: 0.6
///       augmentation: {flip: horizontal, rotation: any, zoom: [0.9, 1.1]}
///       orientations: 8
public struct ImageSettings: Hashable, Sendable {
  /// Pixels along each side of what the network sees.
  public var side = 64
  /// The fraction of an image's shorter side that the network sees, about the centre.
  public var field = 1.0
  /// How brightness is compressed; linear for stored images and asinh for fluxes where `nil`.
  public var stretch: ImageScaling.Stretch?
  /// What is drawn anew for every image and epoch; by the labels' symmetry where `nil`.
  public var augmentation: Augmentation?
  /// What mirroring does to labels.
  public var symmetry = LabelSymmetry()
  /// Ways each image is turned and mirrored when it is evaluated, the answers averaged: 1, 4 or 8.
  public var orientations = 1

  public init() {}

  /// Sides that networks are meant for.
  public static let sides = 8...1024
}

extension ImageSettings: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case side, field, stretch, augmentation, symmetry, orientations
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    side = try values.value(.side, default: side)
    field = try values.number(.field, default: field, in: .factor)
    stretch = try values.decodeIfPresent(ImageScaling.Stretch.self, forKey: .stretch)
    augmentation = try values.decodeIfPresent(Augmentation.self, forKey: .augmentation)
    symmetry = try values.value(.symmetry, default: symmetry)
    orientations = try values.value(.orientations, default: orientations)
    guard Self.sides.contains(side) else {
      throw values.diagnostic(.side, "must be in \(Self.sides), found \(side)")
    }
    guard [1, 4, 8].contains(orientations) else {
      throw values.diagnostic(.orientations, "must be 1, 4 or 8, found \(orientations)")
    }
  }
}
