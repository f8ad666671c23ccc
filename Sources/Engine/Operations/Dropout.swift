import CVector
import Numbers
import Random

/// Zeroes elements at random and scales the others by `1 / (1 − rate)`.
///
/// Whether an element is kept depends on (seed, step, operation, element) only, so the gradient
/// is the same operation on the upstream gradient, and no mask is stored.
///
/// - Source: Srivastava et al. 2014, JMLR 15, 1929.
struct Dropout: ElementPreserving {
  let rate: Float
  /// Which dropout of the graph.
  let key: UInt32
  var name: String { "dropout" }
  var isRandom: Bool { true }

  /// Elements whose random word is below are zeroed.
  var threshold: UInt32 { UInt32(clamping: Int64(clamping: (Double(rate) * 0x1p32).rounded())) }
  var factor: Float { 1 / (1 - rate) }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    guard rate >= 0, rate < 1 else {
      throw .invalidProperty(
        operation: name, property: "rate", found: "\(rate)", rule: "it must be in 0..<1")
    }
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.apply(self, site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.enumerated().map { index, value in
      isKept(index, context) ? value / (1 - Double(rate)) : 0
    }
  }

  private func isKept(_ element: Int, _ context: ReferenceContext) -> Bool {
    let step = Philox.words(context.step)
    let block = Philox.block(
      counter: SIMD4(UInt32(element / 4), counterWord, step.x, step.y),
      key: Philox.words(context.seed))
    return block[element % 4] >= threshold
  }

  /// Second word of the counter: the purpose and the operation.
  var counterWord: UInt32 { RandomStream.Purpose.dropout.rawValue << 24 | key & 0xFF_FFFF }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let width = Kernel.itemSize(output)
    let (threshold, factor, word) = (threshold, factor, counterWord)
    return .alongFirstAxis(output, inputs: inputs, flopsPerElement: 20, inPlace: 0) {
      operands, items in
      let start = items.lowerBound * width
      unsafe vector_dropout(
        element.vector, items.count * width, start, threshold, factor, operands.seed, word,
        operands.step, operands.input(0, from: start, element),
        operands.output(0, from: start, element))
    }
  }
}

extension Graph {
  /// Zeroes a share `rate` of the elements and divides the others by `1 − rate`.
  ///
  /// - Parameter isTraining: The identity when false.
  public mutating func dropout(_ value: Value, rate: Float, isTraining: Bool = true) -> Value {
    guard isTraining, rate != 0 else { return value }
    dropoutCount += 1
    return apply(Dropout(rate: rate, key: dropoutCount), value)
  }
}
