/// Pixels that are set aside, a bit for each.
public struct PixelMask: Sendable, Hashable {
  public let width: Int
  public let height: Int
  private var words: [UInt64]

  /// No pixel is set aside.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
    words = [UInt64](repeating: 0, count: (width * height + 63) / 64)
  }

  /// - Parameter pixel: `row * width + column`, row 0 at the FITS bottom.
  public func contains(_ pixel: Int) -> Bool { words[pixel >> 6] >> UInt64(pixel & 63) & 1 == 1 }

  public func contains(row: Int, column: Int) -> Bool { contains(row * width + column) }

  public mutating func insert(_ pixel: Int) { words[pixel >> 6] |= 1 << UInt64(pixel & 63) }

  /// How many pixels are set aside.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  public mutating func formUnion(_ other: PixelMask) {
    precondition(
      width == other.width && height == other.height,
      "expected a mask of \(width) × \(height), found \(other.width) × \(other.height)")
    for index in words.indices { words[index] |= other.words[index] }
  }
}
