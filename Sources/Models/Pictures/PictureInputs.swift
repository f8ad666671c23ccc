internal import Images
public import Preprocessing

/// How a trained model looks at pictures; kept in the model file.
public struct PictureInputs: Hashable, Sendable, Codable {
  public var geometry: PictureGeometry
  public var channelCount: Int
  /// Bands of pictures made from planes; else empty.
  public var bands: [String]
  /// What white is stored as, 255 or 65535; `nil` where samples are physical.
  public var white: Float?
  /// The shorter side of the training pictures, in their pixels; `nil` where they differ.
  public var sourceSide: Int?
  public var scaling: PictureScaling
  /// What mirroring does to the classes.
  public var symmetry: TargetSymmetry
  /// Ways each picture is turned and mirrored when it is judged.
  public var orientations: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case geometry, bands, white, scaling, symmetry, orientations
    case channelCount = "channel_count"
    case sourceSide = "source_side"
  }

  /// Pixels along each side of what the network sees.
  public var side: Int { geometry.side }

  /// What pictures it takes.
  var kind: PictureKind { PictureKind(channelCount: channelCount, bands: bands, white: white) }

  /// A context's shape.
  public var shape: PictureShape {
    PictureShape(side: geometry.context, channels: channelCount)
  }

  /// Numbers per picture that the network takes.
  public var count: Int { side * side * channelCount }

  /// Turns and mirror images a picture is judged in.
  var turns: [Orientation] {
    switch orientations {
    case 8: Orientation.all
    case 4: Orientation.turns
    default: [.upright]
    }
  }
}

/// Which part of a picture a network sees, and how large.
public struct PictureGeometry: Hashable, Sendable, Codable {
  /// Pixels along each side of what the network sees.
  public var side: Int
  /// Pixels along each side of the square that a picture is first reduced to: larger than
  /// ``side`` where the picture reaches further than the field, so that turned and moved pictures
  /// have no empty corners.
  public var context: Int
  /// The share of a picture's shorter side that the network sees.
  public var field: Double

  /// The share of a picture's shorter side that a context covers; at most 1.
  public var reach: Double { min(1, field * Double(context) / Double(side)) }

  public init(side: Int, field: Double) {
    self.side = side
    self.field = field
    let turned = Int((Double(side) * 1.5).rounded())
    let whole = Int((Double(side) / field).rounded())
    context = max(side, min(turned, whole))
  }

  /// The context of a picture of any size, in the picture's own unit; NaN where nothing was
  /// measured.
  func context(of picture: Picture) -> [Float] {
    let source = PictureShape(
      height: picture.height, width: picture.width, channels: picture.channels)
    let shorter = min(picture.height, picture.width)
    let share = field * Double(context) / Double(side)
    let crop = max(1, min(shorter, Int((share * Double(shorter)).rounded())))
    guard crop < context else {
      return PictureReduction(source: source, crop: crop, side: context).reduce(picture.samples)
    }
    let resampler = PictureResampler(source: source, side: context, edge: .nearest)
    let factor = Double(context) / Double(crop)
    return resampler.read(
      picture.samples, through: resampler.centred(.enlargement(x: factor, y: factor)))
  }
}
