import CVector

/// In what form a value's numbers lie in memory.
enum Element: Hashable, Sendable {
  case float32
  /// The upper half of a float32: its range, eight bits of precision.
  case bfloat16

  /// Bytes per number.
  var size: Int {
    switch self {
    case .float32: 4
    case .bfloat16: 2
    }
  }

  /// The name in C.
  var vector: vector_element {
    switch self {
    case .float32: vector_float32
    case .bfloat16: vector_bfloat16
    }
  }

  /// Floats whose memory holds so many numbers.
  func floats(for count: Int) -> Int { (count * size + 3) / 4 }
}

/// An operation that can work on bfloat16 numbers: what it reads and writes all the same.
///
/// In mixed precision such an operation takes over the form of its first input, so that
/// activations stay half as wide from one product to the next; its arithmetic is in float32.
protocol ElementPreserving: Operation {
  /// Whether an input has the form of the result; the others are float32, as are vectors of
  /// scales and shifts.
  func isPreserved(input: Int) -> Bool
  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel
}

extension ElementPreserving {
  func isPreserved(input: Int) -> Bool { true }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    lower(inputs, output, as: .float32)
  }
}

/// An operation with a float32 result that reads activations in the form they lie in.
protocol FormReading: Operation {
  /// Whether an input has the form of the first; the others are float32.
  func isRead(input: Int) -> Bool
  func lower(_ inputs: [Shape], _ output: Shape, reading element: Element) -> Kernel
}

extension FormReading {
  func isRead(input: Int) -> Bool { true }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    lower(inputs, output, reading: .float32)
  }
}
