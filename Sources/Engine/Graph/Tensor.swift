/// Numbers with a shape, row-major: the last axis varies fastest.
public struct Tensor: Hashable, Sendable {
  public let shape: Shape
  /// `shape.count` numbers.
  public var values: [Float] {
    didSet { Self.check(values.count, shape) }
  }

  public init(shape: Shape, values: [Float]) {
    Self.check(values.count, shape)
    self.shape = shape
    self.values = values
  }

  public init(repeating value: Float, shape: Shape) {
    self.init(shape: shape, values: [Float](repeating: value, count: shape.count))
  }

  /// A scalar.
  public init(_ value: Float) { self.init(shape: [], values: [value]) }

  private static func check(_ found: Int, _ shape: Shape) {
    precondition(
      found == shape.count, "expected \(shape.count) values for \(shape), found \(found)")
  }
}
