import COneDNN
import Testing

@Suite struct ProductTests {
  static let epilogues = [
    onednn_epilogue.none, onednn_epilogue(bias: true, add: false, rectifier: false),
    onednn_epilogue(bias: true, add: false, rectifier: true),
  ]

  /// The result without the numbers between its rows.
  private func compact(_ result: Memory, _ shape: ProductShape) -> [Float] {
    let values = result.values
    return (0..<shape.rows * shape.columns).map {
      values[$0 / shape.columns * shape.resultStride + $0 % shape.columns]
    }
  }

  @Test(arguments: ProductShape.cases, Width.all)
  func `product agrees with naive loops`(shape: ProductShape, width: Width) throws {
    let first = numbers(shape.firstCount, seed: 1)
    let second = numbers(shape.secondCount, seed: 2)
    let bias = numbers(shape.columns, seed: 3)
    let sums = shape.sums(first, second)
    for epilogue in Self.epilogues {
      let kernel = try TestedKernel(shape, width, epilogue)
      let right =
        shape.isPlain
        ? Memory(second, width.element)
        : try kernel.packed(second, transposed: shape.isSecondTransposed)
      let left = Memory(first, width.element)
      let result = Memory(count: shape.resultCount, width.result)
      try expectSuccess(
        epilogue.bias
          ? kernel.run(left, right, Memory(bias), result) : kernel.run(left, right, result))
      expectClose(
        compact(result, shape), finished(sums, epilogue, bias: bias, added: []), width.tolerance)
    }
  }

  @Test(arguments: Width.all)
  func `packed weights unpack to themselves`(width: Width) throws {
    let kernel = try TestedKernel(ProductShape(rows: 9, inner: 48, columns: 20), width)
    let weights = numbers(48 * 20, seed: 1)
    #expect(try kernel.unpacked(kernel.packed(weights), count: weights.count) == weights)
  }

  @Test(arguments: Width.all)
  func `a kernel like another takes its weights`(width: Width) throws {
    let shape = ProductShape(rows: 5, inner: 48, columns: 20)
    let first = numbers(shape.firstCount, seed: 1)
    let second = numbers(shape.secondCount, seed: 2)
    let other = try TestedKernel(ProductShape(rows: 128, inner: 48, columns: 20), width)
    let kernel = try TestedKernel(shape, width, like: other)
    #expect(kernel.packedBytes == other.packedBytes)
    let result = Memory(count: shape.resultCount, width.result)
    try expectSuccess(kernel.run(Memory(first, width.element), other.packed(second), result))
    expectClose(result.values, shape.sums(first, second), width.tolerance)
  }
}
