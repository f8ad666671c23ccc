public import Preprocessing
internal import Settings

/// How a model looks at pictures, and how they are changed while it learns.
///
///     pictures:
///       side: 64
///       field: 0.6
///       augmentation: {flip: horizontal, rotation: any, zoom: [0.9, 1.1]}
///       orientations: 8
public struct PictureSettings: Hashable, Sendable {
  /// Pixels along each side of what the network sees.
  public var side = 64
  /// The share of a picture's shorter side that the network sees, about the centre.
  public var field = 1.0
  /// How brightness is compressed; linear for stored pictures and asinh for fluxes where `nil`.
  public var stretch: PictureScaling.Stretch?
  /// What is drawn anew for every picture and epoch; by the labels' symmetry where `nil`.
  public var augmentation: Augmentation?
  /// What mirroring does to labels.
  public var symmetry = LabelSymmetry()
  /// Ways each picture is turned and mirrored when it is judged, the answers averaged: 1, 4 or 8.
  public var orientations = 1

  public init() {}

  /// Sides that networks are meant for.
  public static let sides = 8...1024
}

extension PictureSettings: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case side, field, stretch, augmentation, symmetry, orientations
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    side = try values.value(.side, default: side)
    field = try values.number(.field, default: field, in: .factor)
    stretch = try values.decodeIfPresent(PictureScaling.Stretch.self, forKey: .stretch)
    augmentation = try values.decodeIfPresent(Augmentation.self, forKey: .augmentation)
    symmetry = try values.value(.symmetry, default: symmetry)
    orientations = try values.value(.orientations, default: orientations)
    guard Self.sides.contains(side) else {
      throw values.complaint(.side, "must be in \(Self.sides), found \(side)")
    }
    guard [1, 4, 8].contains(orientations) else {
      throw values.complaint(.orientations, "must be 1, 4 or 8, found \(orientations)")
    }
  }
}
