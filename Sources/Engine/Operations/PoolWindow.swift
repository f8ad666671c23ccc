import CVector

/// How a pooling window moves over images.
struct PoolWindow: Hashable {
  let window: Extent2D
  let stride: Extent2D
  /// At most half the window, so that the window always covers a pixel.
  let padding: Extent2D

  /// The result's shape, for images of shape `[batch, height, width, channels]`.
  func shape(of input: Shape, in operation: some Operation) throws(EngineError) -> Shape {
    try operation.require(input.rank == 4, [input], "images have four axes")
    try check("window", window, in: operation, "it must be positive") { $0 > 0 }
    try check("stride", stride, in: operation, "it must be positive") { $0 > 0 }
    guard padding.allSatisfy({ $0 >= 0 }), 2 * padding.height <= window.height,
      2 * padding.width <= window.width
    else {
      throw .invalidProperty(
        operation: operation.name, property: "padding", found: "\(padding)",
        rule: "it must be at most half the window")
    }
    let output = output(of: input.image)
    try operation.require(
      output.allSatisfy { $0 > 0 }, [input], "a window of \(window) must fit into the image")
    return [input[0], output.height, output.width, input[3]]
  }

  private func check(
    _ property: String, _ extent: Extent2D, in operation: some Operation, _ rule: String,
    _ predicate: (Int) -> Bool
  ) throws(EngineError) {
    guard extent.allSatisfy(predicate) else {
      throw .invalidProperty(
        operation: operation.name, property: property, found: "\(extent)", rule: rule)
    }
  }

  /// Places of the window on an image.
  func output(of input: Extent2D) -> Extent2D {
    ConvolutionGeometry(stride: stride, padding: padding).output(of: input, kernel: window)
  }

  /// The pixels of one axis under the window.
  static func covered(
    _ place: Int, window: Int, stride: Int, padding: Int, side: Int
  ) -> Range<Int> {
    let start = place * stride - padding
    return max(start, 0)..<min(start + window, side)
  }

  func rows(at place: Int, of input: Extent2D) -> Range<Int> {
    Self.covered(
      place, window: window.height, stride: stride.height, padding: padding.height,
      side: input.height)
  }

  func columns(at place: Int, of input: Extent2D) -> Range<Int> {
    Self.covered(
      place, window: window.width, stride: stride.width, padding: padding.width,
      side: input.width)
  }

  /// Calls `body` for every number of the result, in order, with the elements under the window.
  ///
  /// - Parameter input: Shape of the images.
  func forEachPlace(on input: Shape, _ body: (_ element: Int, _ covered: [Int]) -> Void) {
    let (image, output) = (input.image, output(of: input.image))
    var element = 0
    for sample in 0..<input[0] {
      for row in 0..<output.height {
        for column in 0..<output.width {
          let pixels = rows(at: row, of: image).flatMap { y in
            columns(at: column, of: image).map { x in
              (sample * image.height + y) * image.width + x
            }
          }
          for channel in 0..<input[3] {
            body(element, pixels.map { $0 * input[3] + channel })
            element += 1
          }
        }
      }
    }
  }

  /// The description in C.
  func vector(_ input: Shape) -> vector_pool {
    vector_pool(
      channels: input[3], input: input.image.vector, output: output(of: input.image).vector,
      window: window.vector, stride: stride.vector, padding: padding.vector)
  }
}

extension Extent2D {
  /// The description in C.
  var vector: vector_extent { vector_extent(height: height, width: width) }
}
