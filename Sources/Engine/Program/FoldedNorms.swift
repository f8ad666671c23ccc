/// Batch norms with fixed statistics, folded into the weights of the convolution before
/// them: one pass over memory less for each, and where parameters are frozen nothing to compute.
///
///     s (conv(x, w) + b − m) / √(v + ε) + t = conv(x, w f) + (b − m) f + t,  f = s / √(v + ε)
struct FoldedNorms {
  private(set) var graph: SimplifiedGraph
  private var readers: [Int] = []

  init(_ graph: SimplifiedGraph) {
    self.graph = graph
    readers = [Int](repeating: 0, count: graph.nodes.count)
    for root in graph.roots { readers[root.index] += 1 }
    for node in graph.nodes { for input in node.inputs { readers[input.index] += 1 } }
    var folded: [(norm: Norm, at: Int)] = []
    for index in graph.nodes.indices {
      if let norm = norm(endingAt: Value(index: index)) { folded.append((norm, index)) }
    }
    guard !folded.isEmpty else { return }
    rebuild(Dictionary(uniqueKeysWithValues: folded.map { ($0.at, $0.norm) }))
  }

  /// What a folded norm consists of.
  private struct Norm {
    let product: Value
    let bias: Value?
    let mean: Value
    let variance: Value
    let scale: Value
    let shift: Value
    let standardize: StandardizeColumns
  }

  private func operation(_ value: Value) -> (any Operation)? {
    if case .operation(let wrapped) = graph.nodes[value.index].kind {
      wrapped.operation
    } else {
      nil
    }
  }

  private func inputs(_ value: Value) -> [Value] { graph.nodes[value.index].inputs }

  /// The chain shift ← scale ← standardization ← bias ← product, each read by the next alone.
  private func norm(endingAt shifted: Value) -> Norm? {
    guard operation(shifted) is AddBias else { return nil }
    let scaled = inputs(shifted)[0]
    guard operation(scaled) is ScaleColumns, readers[scaled.index] == 1 else { return nil }
    let standardized = inputs(scaled)[0]
    guard let standardize = operation(standardized) as? StandardizeColumns,
      !standardize.isOfBatch, readers[standardized.index] == 1
    else { return nil }
    var (product, bias) = (inputs(standardized)[0], nil as Value?)
    if operation(product) is AddBias, readers[product.index] == 1 {
      (product, bias) = (inputs(product)[0], inputs(product)[1])
    }
    guard operation(product) is Convolution, readers[product.index] == 1 else { return nil }
    return Norm(
      product: product, bias: bias, mean: inputs(standardized)[1],
      variance: inputs(standardized)[2], scale: inputs(scaled)[1], shift: inputs(shifted)[1],
      standardize: standardize)
  }

  private mutating func rebuild(_ norms: [Int: Norm]) {
    var nodes: [Node] = []
    var place: [Value] = []
    func add(_ operation: some Operation, _ inputs: [Value], _ shape: Shape) -> Value {
      nodes.append(
        Node(
          kind: .operation(AnyOperation(operation: operation)), inputs: inputs, shape: shape))
      return Value(index: nodes.count - 1)
    }
    func constant(_ value: Float, _ shape: Shape) -> Value {
      nodes.append(
        Node(kind: .constant(Tensor(repeating: value, shape: shape)), inputs: [], shape: shape))
      return Value(index: nodes.count - 1)
    }
    for (index, node) in graph.nodes.enumerated() {
      guard let norm = norms[index], let product = operation(norm.product) as? Convolution else {
        nodes.append(
          Node(kind: node.kind, inputs: node.inputs.map { place[$0.index] }, shape: node.shape))
        place.append(Value(index: nodes.count - 1))
        continue
      }
      let (mean, variance) = (place[norm.mean.index], place[norm.variance.index])
      let (scale, shift) = (place[norm.scale.index], place[norm.shift.index])
      let columns = graph.nodes[norm.scale.index].shape
      let weightShape = product.convolution.weightShape
      let factor = add(
        ScaleColumns(),
        [
          add(
            norm.standardize, [constant(1, columns), constant(0, columns), variance], columns),
          scale,
        ], columns)
      let perKernel: Shape = [columns[0], 1, 1, 1]
      let repeated = add(
        Broadcast(target: weightShape),
        [add(Reshape(target: perKernel), [factor], perKernel)], weightShape)
      let source = inputs(norm.product)
      let weights = add(
        Arithmetic(kind: .multiply), [place[source[1].index], repeated], weightShape)
      let bias = norm.bias.map { place[$0.index] } ?? constant(0, columns)
      let standardized = add(norm.standardize, [bias, mean, variance], columns)
      let total = add(
        AddBias(), [add(ScaleColumns(), [standardized, scale], columns), shift], columns)
      let result = add(product, [place[source[0].index], weights], node.shape)
      place.append(add(AddBias(), [result, total], node.shape))
    }
    graph = SimplifiedGraph(nodes: nodes, roots: graph.roots.map { place[$0.index] })
  }
}
