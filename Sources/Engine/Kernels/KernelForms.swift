import CVector

extension Kernel {
  /// Elements of one item: all axes but the first.
  static func itemSize(_ shape: Shape) -> Int { shape.dimensions.dropFirst().reduce(1, *) }

  /// `y[i] = f(x[i])`, possibly in place; `compute` gets the number of elements and the first.
  static func elementwise(
    _ shape: Shape, flopsPerElement: Int = 1,
    _ compute: @escaping (Int, KernelOperands, Int) -> Void
  ) -> Kernel {
    let width = itemSize(shape)
    return .alongFirstAxis(
      shape, inputs: [shape], flopsPerElement: flopsPerElement, inPlace: 0
    ) { operands, items in
      compute(items.count * width, operands, items.lowerBound * width)
    }
  }

  /// Rows of the result from rows of the inputs; `body` gets the number of rows, their length,
  /// and the first element.
  static func rowwise(
    _ shape: Shape, inputs: [Shape], whole: Set<Int> = [], flopsPerElement: Int,
    inPlace: Int? = nil, body: @escaping (Int, Int, KernelOperands, Int) -> Void
  ) -> Kernel {
    let (columns, width) = (shape.columns, itemSize(shape))
    // A single row has its elements along the first axis; they belong together.
    guard shape.rank > 1 else {
      return .serial(inputs: inputs.count, flops: flopsPerElement * shape.count) { operands in
        body(1, columns, operands, 0)
      }
    }
    return .alongFirstAxis(
      shape, inputs: inputs, whole: whole, flopsPerElement: flopsPerElement, inPlace: inPlace
    ) { operands, items in
      body(
        items.count * width / max(columns, 1), columns, operands, items.lowerBound * width)
    }
  }

  /// The same numbers at another place.
  static func copy(_ shape: Shape) -> Kernel {
    .elementwise(shape, flopsPerElement: 0) { count, operands, start in
      unsafe vector_copy_rows(
        1, count, count, operands.input(0, from: start), count, operands.output(from: start))
    }
  }
}
