extension Kernel {
  /// A kernel whose items are the images of a batch, each worth a thread of its own.
  ///
  /// - Parameters:
  ///   - output: Shape `[batch, …]`.
  ///   - inputs: Shapes; those with as many elements along the first axis are cut along with it.
  ///   - whole: Indices of inputs that are needed whole all the same.
  ///   - flopsPerElement: Of the result.
  ///   - inPlace: Index of an input the result may overwrite.
  static func byImage(
    _ output: Shape, inputs: [Shape], whole: Set<Int> = [], flopsPerElement: Int,
    inPlace: Int? = nil, body: @escaping (KernelOperands, Range<Int>) -> Void
  ) -> Kernel {
    var kernel = alongFirstAxis(
      output, inputs: inputs, whole: whole, flopsPerElement: flopsPerElement, inPlace: inPlace,
      body: body)
    kernel.block = 1
    return kernel
  }

  /// A kernel over numbers of any form that keep their places; `compute` gets the number of
  /// elements and the first.
  ///
  /// - Parameter count: Number of inputs, all of the result's shape; the first may be overwritten.
  static func elementwise(
    _ shape: Shape, inputs count: Int, flopsPerElement: Int = 1,
    compute: @escaping (Int, KernelOperands, Int) -> Void
  ) -> Kernel {
    let width = itemSize(shape)
    return alongFirstAxis(
      shape, inputs: [Shape](repeating: shape, count: count), flopsPerElement: flopsPerElement,
      inPlace: 0
    ) { operands, items in
      compute(items.count * width, operands, items.lowerBound * width)
    }.sharing(shape)
  }

  /// This kernel with the smallest share of a thread fit for a result of `shape`: many rows, or
  /// one image or sequence.
  func sharing(_ shape: Shape) -> Kernel {
    var kernel = self
    if shape.rank > 2 { kernel.block = 1 }
    return kernel
  }
}
