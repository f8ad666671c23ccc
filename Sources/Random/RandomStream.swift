import Glibc

/// A reproducible sequence of random numbers, its own for each (seed, purpose, stream).
///
/// The n-th number depends on nothing else, so a stream can be resumed at any position.
public struct RandomStream: RandomNumberGenerator, Hashable, Sendable {
  /// What numbers are drawn for; sequences of different purposes are independent.
  public enum Purpose: UInt32, Codable, Sendable, CaseIterable {
    case split = 1
    case initialize, shuffle, augment, dropout, simulate, bootstrap, noise
  }

  public let seed: UInt64
  public let purpose: Purpose
  /// A sequence within the purpose: an epoch, a layer, a sample.
  public let stream: UInt64
  /// 64-bit numbers drawn so far; below 2⁵⁷.
  public var position: UInt64 {
    didSet { if position / 2 != oldValue / 2 { block = currentBlock() } }
  }
  private var block: SIMD4<UInt32> = .zero

  public init(seed: UInt64, purpose: Purpose, stream: UInt64 = 0, position: UInt64 = 0) {
    self.seed = seed
    self.purpose = purpose
    self.stream = stream
    self.position = position
    block = currentBlock()
  }

  private func currentBlock() -> SIMD4<UInt32> {
    let number = Philox.words(position / 2)
    let stream = Philox.words(stream)
    return Philox.block(
      counter: SIMD4(number.x, number.y & 0xFF_FFFF | purpose.rawValue << 24, stream.x, stream.y),
      key: Philox.words(seed))
  }

  public mutating func next() -> UInt64 {
    let (low, high) = position % 2 == 0 ? (block.x, block.y) : (block.z, block.w)
    position += 1
    return UInt64(low) | UInt64(high) << 32
  }

  /// A number in `0..<1`, of 53 random bits.
  public mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number of the standard normal distribution; draws two 64-bit numbers.
  ///
  /// - Source: Box & Muller 1958, Ann. Math. Statist. 29, 610.
  public mutating func nextNormal() -> Double {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return radius * cos(2 * .pi * nextUnit())
  }
}

extension RandomStream: Codable {
  private enum CodingKeys: String, CodingKey { case seed, purpose, stream, position }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      seed: try values.decode(UInt64.self, forKey: .seed),
      purpose: try values.decode(Purpose.self, forKey: .purpose),
      stream: try values.decode(UInt64.self, forKey: .stream),
      position: try values.decode(UInt64.self, forKey: .position))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(seed, forKey: .seed)
    try values.encode(purpose, forKey: .purpose)
    try values.encode(stream, forKey: .stream)
    try values.encode(position, forKey: .position)
  }
}
