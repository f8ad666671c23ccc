internal import CVector

/// Sides of an image: `[height, width, channels]`, channels last, row 0 at the top.
public struct ImageShape: Hashable, Sendable, Codable {
  public let height: Int
  public let width: Int
  public let channels: Int

  /// More channels than any instrument's images have.
  public static let maximumChannels = 1024

  public init(height: Int, width: Int, channels: Int) {
    precondition(
      height > 0 && width > 0 && (1...Self.maximumChannels).contains(channels),
      "expected an image of pixels, found \(height)×\(width) with \(channels) channels")
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// A square.
  public init(side: Int, channels: Int) {
    self.init(height: side, width: side, channels: channels)
  }

  public var pixels: Int { height * width }
  /// Numbers of the image.
  public var count: Int { pixels * channels }

  var extent: vector_extent { vector_extent(height: height, width: width) }
}

extension ImageShape: CustomStringConvertible {
  public var description: String { "\(height)×\(width)×\(channels)" }
}
