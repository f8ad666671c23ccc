/// The number formats of a safetensors file, in the order in which the format's own library ranks
/// them.
public enum SafetensorsElement: String, Hashable, Sendable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

  /// Place in the library's order, from 0.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }
}

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
