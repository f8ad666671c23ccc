public import Images
public import Settings

/// How images may be changed at random in training, so that a network learns what does not
/// matter.
///
///     flip: horizontal
///     rotation: any
///     zoom: [0.9, 1.1]
///     shift: 2
///     noise: 0.2
///     edge: reflect
///
/// What is not stated stays as it is. Changes of place make one map, so that an image is
/// interpolated once; flips, quarter turns and shifts alone move whole pixels and keep every
/// number. Blur, brightness, noise and erasing follow in this order.
public struct Augmentation: Hashable, Sendable {
  public enum Flip: String, Hashable, Sendable, SettingsWord {
    case none
    /// Left and right swapped in half of all cases.
    case horizontal
    /// Top and bottom.
    case vertical
    /// Each of the two by itself.
    case both
  }

  public enum Rotation: String, Hashable, Sendable, SettingsWord {
    case none
    /// By 0, 90, 180 or 270 degrees, which needs no interpolation.
    case quarter
    /// By any angle; interpolation smooths the image and correlates its noise.
    case any
  }

  /// A square of the image that is made empty.
  public struct Erasing: Hashable, Sendable {
    /// The fraction of images this is done to, in 0...1.
    public var probability: Double
    /// The largest side, as a fraction of the image's; above 0, at most 1.
    public var size: Double

    public init(probability: Double, size: Double = 0.3) {
      self.probability = probability
      self.size = size
    }
  }

  public var flip = Flip.none
  public var rotation = Rotation.none
  /// Factors of size, drawn evenly in their logarithm; in ``zooms``.
  public var zoom = 1.0...1.0
  /// The largest slope by which rows slide; in 0...1.
  public var shear = 0.0
  /// The largest ratio of two perpendicular scales, the area unchanged; in 1...4.
  public var stretch = 1.0
  /// The farthest shift along each axis in pixels of the result; whole pixels are drawn where
  /// nothing else interpolates.
  public var shift = 0.0
  public var interpolation = Interpolation.bilinear
  public var edge = ImageEdge.constant
  /// The largest deviation of added normal noise, in units of the sky's noise
  /// (``ImageLevels/noise``).
  public var noise = 0.0
  /// The largest deviation of a Gaussian by which the point spread function is broadened, in
  /// pixels of the result; in 0...8.
  public var blur = 0.0
  /// The largest relative gain or loss above the empty sky, of the numbers as they are scaled:
  /// of light only where the scaling is linear; in 0..<1.
  public var brightness = 0.0
  /// Nothing is erased where `nil`.
  public var erasing: Erasing?

  /// No change at all.
  public init() {}

  /// Quarter turns and mirror images: nothing is interpolated, the point spread function and the
  /// noise stay as they are.
  public static var orientations: Augmentation {
    var result = Augmentation()
    result.flip = .horizontal
    result.rotation = .quarter
    return result
  }

  /// Factors of size that are meant by a zoom.
  public static let zooms = 0.25...4.0

  /// Whether places between pixels are ever read.
  public var interpolates: Bool {
    rotation == .any || zoom != 1...1 || shear != 0 || stretch != 1
  }

  /// Whether left-handed may become right-handed.
  public var mirrors: Bool { flip != .none }
}

extension Augmentation: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case flip, rotation, zoom, shear, stretch, shift, interpolation, edge, noise, blur
    case brightness, erasing
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    flip = try values.value(.flip, default: flip)
    rotation = try values.value(.rotation, default: rotation)
    shear = try values.number(.shear, default: shear, within: 0...1)
    stretch = try values.number(.stretch, default: stretch, within: 1...4)
    shift = try values.number(.shift, default: shift, within: 0...4096)
    interpolation = try values.value(.interpolation, default: interpolation)
    edge = try values.value(.edge, default: edge)
    noise = try values.number(.noise, default: noise, within: 0...100)
    blur = try values.number(.blur, default: blur, within: 0...8)
    brightness = try values.number(.brightness, default: brightness, in: .fraction)
    erasing = try values.decodeIfPresent(Erasing.self, forKey: .erasing)
    guard let factors = try values.decodeIfPresent([Double].self, forKey: .zoom) else { return }
    guard factors.count == 2, factors[0] <= factors[1],
      factors.allSatisfy(Self.zooms.contains)
    else {
      throw values.diagnostic(
        .zoom, "must be the least and the largest factor in \(Self.zooms), found \(factors)")
    }
    zoom = factors[0]...factors[1]
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(flip, forKey: .flip)
    try values.encode(rotation, forKey: .rotation)
    try values.encode([zoom.lowerBound, zoom.upperBound], forKey: .zoom)
    try values.encode(shear, forKey: .shear)
    try values.encode(stretch, forKey: .stretch)
    try values.encode(shift, forKey: .shift)
    try values.encode(interpolation, forKey: .interpolation)
    try values.encode(edge, forKey: .edge)
    try values.encode(noise, forKey: .noise)
    try values.encode(blur, forKey: .blur)
    try values.encode(brightness, forKey: .brightness)
    try values.encodeIfPresent(erasing, forKey: .erasing)
  }
}

extension Augmentation.Erasing: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case probability, size }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let standard = Self(probability: 0.5)
    probability = try values.number(.probability, default: standard.probability, within: 0...1)
    size = try values.number(.size, default: standard.size, in: .factor)
  }
}

extension KeyedDecodingContainer {
  /// A number between two others, which may be them.
  func number(
    _ key: Key, default standard: Double, within range: ClosedRange<Double>
  ) throws -> Double {
    let number: Double = try value(key, default: standard)
    guard range.contains(number) else {
      throw diagnostic(key, "must be in \(range), found \(number)")
    }
    return number
  }
}
