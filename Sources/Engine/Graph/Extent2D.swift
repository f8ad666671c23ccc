/// A size or a distance along the two axes of an image; a literal stands for both.
public struct Extent2D: Hashable, Codable, Sendable, ExpressibleByIntegerLiteral,
  CustomStringConvertible
{
  public var height: Int
  public var width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public init(integerLiteral value: Int) { self.init(height: value, width: value) }

  public var description: String { "\(height)×\(width)" }

  func allSatisfy(_ predicate: (Int) -> Bool) -> Bool { predicate(height) && predicate(width) }
}

/// How a window moves over an image, as in a convolution.
public struct ConvolutionGeometry: Hashable, Codable, Sendable {
  /// Pixels from one place of the window to the next.
  public var stride: Extent2D
  /// Zeros added at every edge.
  public var padding: Extent2D
  /// Pixels between two neighbours within the window.
  public var dilation: Extent2D
  /// Channels are cut into so many groups that do not see each other.
  public var groups: Int

  public init(
    stride: Extent2D = 1, padding: Extent2D = 0, dilation: Extent2D = 1, groups: Int = 1
  ) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// Places of a window of `kernel` on an image of `input`; not positive where it does not fit.
  func output(of input: Extent2D, kernel: Extent2D) -> Extent2D {
    func places(_ input: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int
    {
      let room = input + 2 * padding - dilation * (kernel - 1) - 1
      return room < 0 ? 0 : room / stride + 1
    }
    return Extent2D(
      height: places(
        input.height, kernel.height, stride.height, padding.height, dilation.height),
      width: places(input.width, kernel.width, stride.width, padding.width, dilation.width))
  }
}

extension Shape {
  /// Rows and columns of images, shape `[batch, height, width, channels]`.
  var image: Extent2D { Extent2D(height: self[1], width: self[2]) }
}
