import Settings

/// A window that moves over an image and makes one number of what it covers, channel by channel.
public struct PoolLayer: Hashable, Sendable {
  /// Pixels along each side.
  public var window: Int
  /// Pixels from one place of the window to the next.
  public var stride: Int
  /// Pixels around the image that count for nothing; at most half the window.
  public var padding: Int

  /// - Parameter stride: The window's side if nil.
  public init(window: Int = 2, stride: Int? = nil, padding: Int = 0) {
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
  }

  func output(of input: SampleShape) throws(LayerProblem) -> SampleShape {
    guard case .image(let height, let width, let channels) = input else {
      throw LayerProblem("pools \(input); pools need an image")
    }
    guard window > 0, stride > 0, padding >= 0, 2 * padding <= window else {
      throw LayerProblem(
        "pools with window \(window), stride \(stride) and padding \(padding); the first two must"
          + " be positive, the padding at most half the window")
    }
    let moving = (window: window, stride: stride, padding: padding)
    let rows = WindowedSide.places(on: height, moving)
    let columns = WindowedSide.places(on: width, moving)
    guard rows > 0, columns > 0 else {
      throw LayerProblem(
        "pools an image of \(height)×\(width) with a window of \(window)×\(window), which does"
          + " not fit; leave the layer out")
    }
    return .image(height: rows, width: columns, channels: channels)
  }
}

extension PoolLayer: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case window, stride, padding }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let range = 1...NetworkDescription.maximumWindow
    let window = try values.count(.window, default: 2, in: range)
    self.init(
      window: window, stride: try values.count(.stride, default: window, in: range),
      padding: try values.count(.padding, default: 0, in: 0...range.upperBound))
  }
}
