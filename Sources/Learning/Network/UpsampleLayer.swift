import Engine
public import Settings

/// An image with so many times as many rows and columns.
///
/// Followed by a convolution it enlarges without the chequered pattern that a transposed
/// convolution may leave.
///
/// - Source: Odena, Dumoulin & Olah 2016, Distill, 'Deconvolution and Checkerboard Artifacts'.
public struct UpsampleLayer: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable, SettingsWord {
    case nearest, bilinear

    var resampling: ResizeMethod { self == .nearest ? .nearest : .bilinear }
  }

  public var factor: Int
  public var method: Method

  public init(factor: Int = 2, method: Method = .nearest) {
    self.factor = factor
    self.method = method
  }

  func output(of input: SampleShape) throws(LayerProblem) -> SampleShape {
    guard case .image(let height, let width, let channels) = input else {
      throw LayerProblem("enlarges \(input); only images can be enlarged")
    }
    guard factor > 0 else { throw LayerProblem("enlarges \(factor) times; it needs at least 1") }
    return .image(height: height * factor, width: width * factor, channels: channels)
  }

  /// - Parameter input: Shape `[batch, height, width, channels]`.
  func build(into graph: inout Graph, _ input: Value) -> Value {
    graph.upsample(input, by: factor, method: method.resampling)
  }
}

extension UpsampleLayer: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case factor, method }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      factor: try values.count(.factor, default: 2, in: 1...Self.maximumFactor),
      method: try values.value(.method, default: .nearest))
  }

  private static let maximumFactor = 64
}
