import COneDNN
import Testing

@Suite struct ConvolutionTests {
  static let epilogues = [
    onednn_epilogue.none, onednn_epilogue(bias: true, add: false, rectifier: true),
    onednn_epilogue(bias: false, add: true, rectifier: false),
    onednn_epilogue(bias: true, add: true, rectifier: true),
  ]

  @Test(arguments: onednn_convolution.cases, Width.all)
  func `forward agrees with naive loops`(shape: onednn_convolution, width: Width) throws {
    let input = numbers(shape.inputCount, seed: 1)
    let weights = numbers(shape.weightCount, seed: 2)
    let bias = numbers(Int(shape.out_channels), seed: 3)
    let added = numbers(shape.outputCount, seed: 4)
    var sums = [Double](repeating: 0, count: shape.outputCount)
    shape.forEachTerm { sums[$0] += Double(input[$1] * weights[$2]) }
    for epilogue in Self.epilogues {
      let kernel = try TestedKernel(shape, onednn_forward, width, epilogue)
      let packed = try kernel.packed(weights)
      let source = Memory(input, width.element)
      let output = Memory(count: shape.outputCount, width.result)
      let status =
        switch (epilogue.bias, epilogue.add) {
        case (false, false): kernel.run(source, packed, output)
        case (true, false): kernel.run(source, packed, Memory(bias), output)
        case (false, true): kernel.run(source, packed, Memory(added, width.result), output)
        case (true, true):
          kernel.run(source, packed, Memory(bias), Memory(added, width.result), output)
        }
      try expectSuccess(status)
      expectClose(
        output.values, finished(sums, epilogue, bias: bias, added: added), width.tolerance)
    }
  }

  @Test(arguments: onednn_convolution.cases, Width.all)
  func `data gradient agrees with naive loops`(shape: onednn_convolution, width: Width) throws {
    let gradient = numbers(shape.outputCount, seed: 1)
    let weights = numbers(shape.weightCount, seed: 2)
    var sums = [Double](repeating: 0, count: shape.inputCount)
    shape.forEachTerm { sums[$1] += Double(gradient[$0] * weights[$2]) }
    let kernel = try TestedKernel(shape, onednn_data_gradient, width)
    let result = Memory(count: shape.inputCount, width.result)
    try expectSuccess(
      kernel.run(Memory(gradient, width.element), kernel.packed(weights), result))
    expectClose(result.values, sums, width.tolerance)
  }

  @Test(arguments: onednn_convolution.cases, Width.all.filter { $0.result == onednn_float32 })
  func `weight gradient agrees with naive loops`(shape: onednn_convolution, width: Width) throws {
    let input = numbers(shape.inputCount, seed: 1)
    let gradient = numbers(shape.outputCount, seed: 2)
    let channels = Int(shape.out_channels)
    var sums = [Double](repeating: 0, count: shape.weightCount)
    shape.forEachTerm { sums[$2] += Double(input[$1] * gradient[$0]) }
    var biasSums = [Double](repeating: 0, count: channels)
    for (index, value) in gradient.enumerated() { biasSums[index % channels] += Double(value) }
    let kernel = try TestedKernel(
      shape, onednn_weight_gradient, width,
      onednn_epilogue(bias: true, add: false, rectifier: false))
    let packed = Memory(bytes: kernel.packedBytes)
    let bias = Memory(count: channels, onednn_float32)
    try expectSuccess(
      kernel.run(Memory(input, width.element), Memory(gradient, width.element), packed, bias))
    expectClose(try kernel.unpacked(packed, count: shape.weightCount), sums, width.tolerance)
    expectClose(bias.values, biasSums, width.tolerance)
  }

  @Test(arguments: onednn_convolution.cases, Width.all)
  func `packed weights unpack to themselves`(shape: onednn_convolution, width: Width) throws {
    let weights = numbers(shape.weightCount, seed: 5)
    for pass in [onednn_forward, onednn_data_gradient] {
      let kernel = try TestedKernel(shape, pass, width)
      #expect(try kernel.unpacked(kernel.packed(weights), count: weights.count) == weights)
    }
  }

  @Test(arguments: onednn_convolution.cases, Width.all)
  func `a kernel like another takes its weights`(shape: onednn_convolution, width: Width) throws {
    var larger = shape
    larger.batch += 3
    let input = numbers(shape.inputCount, seed: 1)
    let weights = numbers(shape.weightCount, seed: 2)
    var sums = [Double](repeating: 0, count: shape.outputCount)
    shape.forEachTerm { sums[$0] += Double(input[$1] * weights[$2]) }
    let other = try TestedKernel(larger, onednn_forward, width)
    let kernel = try TestedKernel(shape, onednn_forward, width, like: other)
    #expect(kernel.packedBytes == other.packedBytes)
    let output = Memory(count: shape.outputCount, width.result)
    try expectSuccess(kernel.run(Memory(input, width.element), other.packed(weights), output))
    expectClose(output.values, sums, width.tolerance)
  }
}
