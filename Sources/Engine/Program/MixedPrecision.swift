/// Which products are computed in numbers of half the width.
struct MixedPrecision {
  private let isMixed: Bool

  init(_ precision: Precision) { isMixed = precision.resolved == .bfloat16 }

  /// Sums of fewer terms and results of fewer columns gain nothing.
  private static let leastInner = 2
  private static let leastColumns = 2

  /// - Parameter node: An operation whose inputs are among `nodes`.
  func isHalf(_ node: Node, in nodes: [Node]) -> Bool {
    guard isMixed, case .operation(let wrapped) = node.kind else { return false }
    switch wrapped.operation {
    case is any ConvolutionProduct: return true
    case is ChunkedProduct:
      return node.shape[1] >= Self.leastColumns && node.shape[2] >= Self.leastColumns
    case let product as MatrixProduct:
      let first = nodes[node.inputs[0].index].shape
      let inner = product.transposeFirst ? first[0] : first[1]
      guard inner >= Self.leastInner, node.shape[1] >= Self.leastColumns else { return false }
      return product.transposeFirst
        ? !product.transposeSecond && node.shape[0] >= Self.leastColumns
        : isWeight(node.inputs[1], nodes)
    default: return false
    }
  }

  /// Whether an input of a product is packed for it, not read as it lies.
  func isPacked(input: Int, of operation: any Operation, _ result: Shape) -> Bool {
    switch operation {
    case is Convolution, is ConvolutionDataGradient: input == 1
    case let product as MatrixProduct:
      input == 1 && !product.transposeFirst
        && result.columns >= HalfProductKernel.leastPackedColumns
    default: false
    }
  }

  /// Whether a value depends on parameters and constants only.
  private func isWeight(_ value: Value, _ nodes: [Node]) -> Bool {
    switch nodes[value.index].kind {
    case .parameter, .constant, .state: true
    case .input, .intermediate: false
    case .operation: nodes[value.index].inputs.allSatisfy { isWeight($0, nodes) }
    }
  }
}
