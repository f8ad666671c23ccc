import CVector
import Glibc

/// Where equally long runs of numbers lie: the first number, and how far apart they begin.
struct Runs {
  let first: Int
  let stride: Int
}

extension KernelOperands {
  /// Copies runs of `length` numbers from an input to the first output.
  func copy(
    _ runs: Range<Int>, of length: Int, input index: Int = 0, at source: Runs, to target: Runs,
    _ element: Element
  ) {
    unsafe vector_copy_runs(
      runs.count, length * element.size, source.stride * element.size,
      input(index, from: source.first + runs.lowerBound * source.stride, element),
      target.stride * element.size,
      output(0, from: target.first + runs.lowerBound * target.stride, element))
  }

  /// Writes zeros over numbers of the first output.
  func clear(_ numbers: Range<Int>, _ element: Element) {
    unsafe memset(
      output(0, from: numbers.lowerBound, element), 0, numbers.count * element.size)
  }
}

extension Kernel {
  /// A kernel whose items are what lies before an axis; `body` gets a range of the product of
  /// these axes. Along the first axis one thread does it all.
  static func before(
    axis: Int, _ output: Shape, inputs: [Shape],
    body: @escaping (KernelOperands, Range<Int>) -> Void
  ) -> Kernel {
    guard axis > 0 else {
      return .serial(inputs: inputs.count, flops: 0) { operands in body(operands, 0..<1) }
    }
    let perItem = output.dimensions[1..<axis].reduce(1, *)
    return alongFirstAxis(output, inputs: inputs, flopsPerElement: 0) { operands, items in
      body(operands, items.lowerBound * perItem..<items.upperBound * perItem)
    }.sharing(output)
  }
}

extension Shape {
  /// This shape seen as three axes: all before `axis`, `axis`, all behind it.
  func sides(around axis: Int) -> (outer: Int, side: Int, inner: Int) {
    (
      dimensions[..<axis].reduce(1, *), dimensions[axis], dimensions[(axis + 1)...].reduce(1, *)
    )
  }

  /// This shape with another length of one axis.
  func with(_ side: Int, along axis: Int) -> Shape {
    var dimensions = dimensions
    dimensions[axis] = side
    return Shape(dimensions)
  }
}
