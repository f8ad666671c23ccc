internal import CVector
internal import Glibc
public import Settings

/// How the numbers of images are brought to a common size, as fitted on training images:
///
///     y = (f((x − zero) / scale) − mean) / deviation
///
/// One rule per channel for all images: scaling every image by its own range would destroy
/// flux and colour.
public struct ImageScaling: Hashable, Sendable {
  /// `f` above. All of them keep the sign, since fluxes below the sky's are legal.
  public enum Stretch: String, Hashable, Sendable, SettingsWord {
    case linear
    /// `asinh x`, linear within the noise and logarithmic far above it.
    ///
    /// - Source: Lupton, Gunn & Szalay 1999, AJ 118, 1406.
    case asinh
    /// `log(1 + |x|)`.
    case logarithm = "log"
    /// `sqrt |x|`.
    case squareRoot = "sqrt"
  }

  public struct Channel: Hashable, Sendable {
    public var stretch: Stretch
    /// Where there is no light, in the images' unit.
    public var zero: Float
    /// What is 1 before stretching, in the images' unit; positive.
    public var scale: Float
    /// Of the training images' stretched numbers.
    public var mean: Float
    /// Of the training images' stretched numbers; positive.
    public var deviation: Float
    /// Standard deviation of the sky's noise in the images' unit; 0 where there is none.
    public var noise: Float

    public init(
      stretch: Stretch, zero: Float = 0, scale: Float = 1, mean: Float = 0, deviation: Float = 1,
      noise: Float = 0
    ) {
      self.stretch = stretch
      self.zero = zero
      self.scale = scale
      self.mean = mean
      self.deviation = deviation
      self.noise = noise
    }
  }

  public var channels: [Channel]

  public init(channels: [Channel]) { self.channels = channels }

  /// Scales an image in place.
  ///
  /// - Parameter pixels: Shape `[…, channels.count]`; what is missing becomes 0, the mean.
  /// - Returns: The fraction of numbers that were missing or not finite.
  @discardableResult
  public func scale(_ pixels: UnsafeMutableBufferPointer<Float>) -> Double {
    precondition(
      !channels.isEmpty && pixels.count % channels.count == 0,
      "expected pixels of \(channels.count) channels, found \(pixels.count) numbers")
    guard let start = pixels.baseAddress else { return 0 }
    let missing = unsafe withUnsafeTemporaryAllocation(
      of: vector_brightness.self, capacity: channels.count
    ) { rules in
      for (index, channel) in channels.enumerated() { unsafe rules[index] = channel.rule }
      return unsafe vector_scale_brightness(
        pixels.count / channels.count, channels.count, rules.baseAddress, start, start)
    }
    return Double(missing) / Double(pixels.count)
  }

  /// A scaled image and the fraction of its numbers that were missing.
  public func scaled(_ pixels: [Float]) -> (pixels: [Float], missing: Double) {
    var result = pixels
    let missing = unsafe result.withUnsafeMutableBufferPointer { unsafe scale($0) }
    return (result, missing)
  }

  /// The inverse of ``scaled(_:)``.
  ///
  /// - Parameter numbers: Shape `[…, channels.count]`.
  /// - Returns: In the images' unit; NaN stays NaN.
  public func unscaled(_ numbers: [Float]) -> [Float] {
    precondition(
      !channels.isEmpty && numbers.count % channels.count == 0,
      "expected pixels of \(channels.count) channels, found \(numbers.count) numbers")
    return numbers.enumerated().map { channels[$0 % channels.count].unscaled($1) }
  }

  /// What the empty sky and its noise are in scaled numbers, for ``ImageAugmenter``.
  public var levels: ImageLevels {
    ImageLevels(
      zero: channels.map { -$0.mean / $0.deviation },
      noise: channels.map { channel in
        // The scaled noise of a pixel without light.
        let level = channel.stretched(channel.zero + channel.noise)
        return channel.noise > 0 ? level / channel.deviation : 1
      })
  }
}

extension ImageScaling.Channel {
  /// `f((x − zero) / scale)`.
  func stretched(_ x: Float) -> Float {
    let y = Double((x - zero) / scale)
    return switch stretch {
    case .linear: Float(y)
    case .asinh: Float(Glibc.asinh(y))
    case .logarithm: Float(copysign(log1p(abs(y)), y))
    case .squareRoot: Float(copysign(abs(y).squareRoot(), y))
    }
  }

  /// The number in the images' unit that a scaled one stands for.
  fileprivate func unscaled(_ number: Float) -> Float {
    let y = Double(number * deviation + mean)
    let x =
      switch stretch {
      case .linear: y
      case .asinh: sinh(y)
      case .logarithm: copysign(expm1(abs(y)), y)
      case .squareRoot: y * abs(y)
      }
    return Float(x) * scale + zero
  }

  fileprivate var rule: vector_brightness {
    let form =
      switch stretch {
      case .linear: vector_stretch_linear
      case .asinh: vector_stretch_asinh
      case .logarithm: vector_stretch_logarithm
      case .squareRoot: vector_stretch_root
      }
    return vector_brightness(
      stretch: form, zero: zero, factor: 1 / scale, mean: mean, fraction: 1 / deviation)
  }
}

extension ImageScaling: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case channels }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    channels = try values.decode([Channel].self, forKey: .channels)
    guard !channels.isEmpty else { throw values.diagnostic(.channels, "must not be empty") }
  }
}

extension ImageScaling.Channel: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case stretch, zero, scale, mean, deviation, noise
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func positive(_ key: CodingKeys) throws -> Float {
      Float(try values.number(key, default: 1, in: .positive))
    }
    self.init(
      stretch: try values.decode(ImageScaling.Stretch.self, forKey: .stretch),
      zero: try values.decode(Float.self, forKey: .zero), scale: try positive(.scale),
      mean: try values.decode(Float.self, forKey: .mean), deviation: try positive(.deviation),
      noise: Float(try values.number(.noise, default: 0, in: .notNegative)))
    guard zero.isFinite && mean.isFinite else {
      throw values.diagnostic(.mean, "must be finite, as zero must")
    }
  }
}
