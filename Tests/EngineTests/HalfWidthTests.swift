import Random
import Testing

@testable import Engine

/// Kernels on bfloat16 against the same kernels on float32, for every operation that has both.
struct HalfWidthTests {
  /// An operation as it occurs in some expression or its gradient.
  struct Use: Hashable {
    let operation: AnyOperation
    let inputs: [Shape]
    let output: Shape
  }

  private static func uses(_ expressions: [Expression]) -> [Use] {
    var uses: [Use] = []
    var known: Set<Use> = []
    for expression in expressions {
      var graph = expression.graph
      let loss = graph.sum(expression.result)
      _ = graph.gradients(of: loss, withRespectTo: graph.parameters.map(\.value))
      for node in graph.nodes {
        guard case .operation(let wrapped) = node.kind,
          wrapped.operation is any ElementPreserving
        else { continue }
        let use = Use(
          operation: wrapped, inputs: node.inputs.map { graph.shape(of: $0) },
          output: node.shape)
        if known.insert(use).inserted { uses.append(use) }
      }
    }
    return uses
  }

  /// The upper half of a number, rounded to the nearest, ties to even.
  private static func narrowed(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    return UInt16(truncatingIfNeeded: (bits + 0x7fff + (bits >> 16 & 1)) >> 16)
  }

  private static func widened(_ value: UInt16) -> Float {
    Float(bitPattern: UInt32(value) << 16)
  }

  /// Memory with numbers in a form.
  private static func memory(
    _ values: [Float], _ element: Element
  ) -> UnsafeMutablePointer<Float> {
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: values.count + 1)
    for (index, value) in values.enumerated() {
      switch element {
      case .float32: unsafe memory[index] = value
      case .bfloat16:
        unsafe UnsafeMutableRawPointer(memory)
          .storeBytes(of: narrowed(value), toByteOffset: 2 * index, as: UInt16.self)
      }
    }
    return unsafe memory
  }

  /// What an operation makes of numbers, its kernel called for two shares of its items.
  private static func result(
    of operation: any ElementPreserving, _ use: Use, _ given: [[Float]], as element: Element
  ) -> [Float] {
    let operands = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(
      capacity: given.count + 1)
    for (index, values) in given.enumerated() {
      let form = operation.isPreserved(input: index) ? element : .float32
      unsafe (operands + index).initialize(to: memory(values, form))
    }
    let output = unsafe memory([Float](repeating: 9, count: use.output.count), element)
    unsafe (operands + given.count).initialize(to: output)
    let kernel = operation.lower(use.inputs, use.output, as: element)
    let scratch = UnsafeMutableRawPointer.allocate(
      byteCount: max(kernel.scratchSize, 64), alignment: 64)
    defer { unsafe scratch.deallocate() }
    for share in kernel.shares(among: 2) where !share.isEmpty {
      unsafe kernel.body(
        KernelOperands(
          inputs: operands, outputs: operands + given.count, seed: 5, step: 6, worker: 0,
          scratch: scratch), share)
    }
    let result = (0..<use.output.count).map { index in
      switch element {
      case .float32: unsafe output[index]
      case .bfloat16:
        unsafe widened(
          UnsafeRawPointer(output).load(fromByteOffset: 2 * index, as: UInt16.self))
      }
    }
    for index in 0...given.count { unsafe operands[index].deallocate() }
    unsafe operands.deallocate()
    return result
  }

  @Test
  func `kernels on bfloat16 agree with those on float32 but for rounding`() {
    let uses = Self.uses(ImageCases.all + ExpressionCases.elementwise + ExpressionCases.rowwise)
    var random = RandomStream(seed: 3, purpose: .initialize)
    var found: Set<String> = []
    for use in uses {
      let operation = use.operation.operation as! any ElementPreserving
      found.insert(operation.name)
      let given = use.inputs.enumerated().map { index, shape in
        // Among the inputs that stay float32 are variances.
        let least = operation.isPreserved(input: index) ? -2.1 : 0.4
        return (0..<shape.count).map { _ in
          Self.widened(Self.narrowed(Float(4 * random.nextUnit() + least)))
        }
      }
      let whole = Self.result(of: operation, use, given, as: .float32)
      let half = Self.result(of: operation, use, given, as: .bfloat16)
      let size = whole.map(abs).max() ?? 0
      for (expected, value) in zip(whole, half) {
        #expect(
          abs(expected - value) <= max(abs(expected), 0.1 * size) / 128,
          "\(operation.name) \(use.inputs): \(value) for \(expected)")
      }
    }
    #expect(
      found.isSuperset(of: ["maxPoolGradient", "groupNorm", "transposeAxes", "resizeGradient"]))
  }
}
