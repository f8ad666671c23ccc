internal import CVector

/// Sides of a picture: `[height, width, channels]`, channels last, row 0 at the top.
public struct PictureShape: Hashable, Sendable, Codable {
  public let height: Int
  public let width: Int
  public let channels: Int

  /// More channels than any instrument's pictures have.
  public static let maximumChannels = 1024

  public init(height: Int, width: Int, channels: Int) {
    precondition(
      height > 0 && width > 0 && (1...Self.maximumChannels).contains(channels),
      "expected a picture of pixels, found \(height)×\(width) with \(channels) channels")
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// A square.
  public init(side: Int, channels: Int) {
    self.init(height: side, width: side, channels: channels)
  }

  public var pixels: Int { height * width }
  /// Numbers of the picture.
  public var count: Int { pixels * channels }

  var extent: vector_extent { vector_extent(height: height, width: width) }
}

extension PictureShape: CustomStringConvertible {
  public var description: String { "\(height)×\(width)×\(channels)" }
}
