import CVector
import Glibc
import Random

/// Random numbers of the standard normal distribution, as many as the input has elements; the
/// input's numbers do not matter.
///
/// An element's number depends on (seed, step, operation, element) only.
///
/// - Source: Box & Muller 1958, Ann. Math. Statist. 29, 610.
struct GaussianNoise: Operation {
  /// Which random operation of the graph.
  let key: UInt32
  var name: String { "gaussianNoise" }
  var isRandom: Bool { true }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] { [nil] }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.indices.map { noise(of: $0, context) }
  }

  private func noise(of element: Int, _ context: ReferenceContext) -> Double {
    let step = Philox.words(context.step)
    let block = Philox.block(
      counter: SIMD4(UInt32(element / 4), counterWord, step.x, step.y),
      key: Philox.words(context.seed))
    let first = element % 4 / 2 * 2
    let radius = (-2 * Glibc.log(Self.unit(block[first]))).squareRoot()
    let angle = 2 * Double.pi * Self.unit(block[first + 1])
    return radius * (element % 2 == 0 ? cos(angle) : sin(angle))
  }

  /// In 0..<1, half of 2⁻²³ from its ends, of a word's upper 23 bits: exact in single precision.
  private static func unit(_ word: UInt32) -> Double { (Double(word >> 9) + 0.5) * 0x1p-23 }

  /// Second word of the counter: the purpose and the operation.
  private var counterWord: UInt32 {
    RandomStream.Purpose.noise.rawValue << 24 | key & 0xFF_FFFF
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (width, word) = (Kernel.itemSize(output), counterWord)
    return .alongFirstAxis(output, inputs: inputs, flopsPerElement: 50) { operands, items in
      let start = items.lowerBound * width
      unsafe vector_gaussian_noise(
        items.count * width, start, operands.seed, word, operands.step,
        operands.output(from: start))
    }
  }
}

extension Graph {
  /// A random value of a normal distribution for every element: `mean + e^(logVariance / 2) ε`
  /// with ε of the standard normal distribution, so that gradients reach both.
  ///
  /// - Parameters:
  ///   - mean: Any shape.
  ///   - logVariance: The variance's natural logarithm; shape as `mean`.
  ///   - isTraining: The mean itself when false.
  /// - Source: Kingma & Welling 2014, ICLR, arXiv:1312.6114.
  public mutating func gaussianSample(
    mean: Value, logVariance: Value, isTraining: Bool = true
  ) -> Value {
    guard isTraining else { return mean }
    dropoutCount += 1
    let noise = apply(GaussianNoise(key: dropoutCount), mean)
    return add(mean, multiply(exp(scale(logVariance, by: 0.5)), noise))
  }

  /// A value with independent normal noise added to every element.
  ///
  /// - Parameter deviation: Of the noise.
  public mutating func noisy(_ value: Value, deviation: Float) -> Value {
    guard deviation > 0 else { return value }
    dropoutCount += 1
    return add(value, scale(apply(GaussianNoise(key: dropoutCount), value), by: deviation))
  }

  /// The Kullback–Leibler divergence of normal distributions from the standard one, a scalar:
  /// the sum over a row's elements, and its mean over rows.
  ///
  ///     Σ (mean² + variance − 1 − log variance) / 2
  ///
  /// - Parameters:
  ///   - mean: Shape `[batch, …]`.
  ///   - logVariance: The variance's natural logarithm; shape as `mean`.
  ///   - sampleWeights: One per element of the first axis, not all zero.
  /// - Source: Kingma & Welling 2014, ICLR, arXiv:1312.6114, appendix B.
  public mutating func gaussianDivergence(
    mean: Value, logVariance: Value, sampleWeights: Value? = nil
  ) -> Value {
    let excess = offset(subtract(exp(logVariance), logVariance), by: -1)
    let elements = add(square(mean), excess)
    let size = shape(of: elements).dimensions.dropFirst().reduce(1, *)
    return scale(meanLoss(elements, sampleWeights), by: Float(size) / 2)
  }
}
