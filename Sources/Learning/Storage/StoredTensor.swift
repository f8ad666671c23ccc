public import Engine

/// One array of a safetensors file: a number format, a shape and the bytes, little-endian and
/// row-major.
public struct StoredTensor: Hashable, Sendable {
  public let element: SafetensorsElement
  public let shape: [Int]
  public let bytes: [UInt8]

  /// - Precondition: As many bytes as the shape's elements need.
  public init(element: SafetensorsElement, shape: [Int], bytes: [UInt8]) {
    let expected = shape.reduce(element.size, *)
    precondition(
      bytes.count == expected, "a tensor \(shape) needs \(expected) bytes, found \(bytes.count)")
    self.element = element
    self.shape = shape
    self.bytes = bytes
  }

  public init(floats: [Float], shape: [Int]) {
    self.init(element: .float32, shape: shape, bytes: Self.bytes(of: floats))
  }

  public init(doubles: [Double], shape: [Int]) {
    self.init(element: .float64, shape: shape, bytes: Self.bytes(of: doubles))
  }

  public init(integers: [Int64], shape: [Int]) {
    self.init(element: .int64, shape: shape, bytes: Self.bytes(of: integers))
  }

  public init(_ tensor: Tensor) {
    self.init(floats: tensor.values, shape: tensor.shape.dimensions)
  }

  /// The array as the engine's, where the format is `float32`, otherwise `nil`.
  public var tensor: Tensor? { floats.map { Tensor(shape: Shape(shape), values: $0) } }

  /// The values where the format is `float32`, otherwise `nil`; nothing is converted.
  public var floats: [Float]? { element == .float32 ? values(of: Float.self) : nil }
  /// The values where the format is `float64`, otherwise `nil`.
  public var doubles: [Double]? { element == .float64 ? values(of: Double.self) : nil }
  /// The values where the format is `int64`, otherwise `nil`.
  public var integers: [Int64]? { element == .int64 ? values(of: Int64.self) : nil }

  private static func bytes<Number: BitwiseCopyable>(of numbers: [Number]) -> [UInt8] {
    unsafe numbers.withUnsafeBytes { unsafe Array($0) }
  }

  private func values<Number: BitwiseCopyable>(of type: Number.Type) -> [Number] {
    let count = bytes.count / MemoryLayout<Number>.size
    return unsafe [Number](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      filled = count
    }
  }
}
