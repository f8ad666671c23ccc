/// Rewrites of networks of images that save passes over memory and change no number.
///
/// - A rectifier's gradient is taken where its result is positive, so that what went into it need
///   not be kept and the rectifier can be computed with the convolution before it.
/// - Where a max pool follows the rectifier, that is done on the pooled image, a quarter as
///   large: the largest number under a window is positive when the one it came from is.
/// - A rectifier behind a batch norm, and its gradient, are computed together with the norm's.
struct ImageRewrites {
  private(set) var nodes: [Node]
  let roots: [Value]

  /// Results of rectifiers and max pools by what they are computed from.
  private var rectified: [Value: Value] = [:]
  private var pooled: [Pooling: Value] = [:]
  private var readers: [[Int]]

  private struct Pooling: Hashable {
    let input: Value
    let pool: PoolWindow
  }

  init(_ simplified: SimplifiedGraph) {
    let graph = FoldedNorms(simplified).graph
    nodes = graph.nodes
    roots = graph.roots
    readers = [[Int]](repeating: [], count: nodes.count)
    for index in nodes.indices {
      for input in nodes[index].inputs { readers[input.index].append(index) }
    }
    for index in nodes.indices {
      note(Value(index: index))
      rewriteNormalized(index)
      rewriteGradient(index)
      rewritePooled(index)
      rewriteNormalizedGradient(index)
    }
  }

  /// Whether each node is needed after rewriting.
  var isNeeded: [Bool] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for value in roots { isNeeded[value.index] = true }
    for index in nodes.indices.reversed() where isNeeded[index] {
      for input in nodes[index].inputs { isNeeded[input.index] = true }
    }
    return isNeeded
  }

  private func operation(_ index: Int) -> (any Operation)? {
    if case .operation(let wrapped) = nodes[index].kind { wrapped.operation } else { nil }
  }

  private mutating func note(_ value: Value) {
    let inputs = nodes[value.index].inputs
    switch operation(value.index) {
    case is Activation<RectifiedLinear> where nodes[value.index].shape.rank == 4:
      rectified[inputs[0]] = value
    case let operation as MaxPool:
      pooled[Pooling(input: inputs[0], pool: operation.pool)] = value
    default: break
    }
  }

  /// A rectifier that alone reads a batch norm takes over the norm.
  private mutating func rewriteNormalized(_ index: Int) {
    guard operation(index) is Activation<RectifiedLinear>,
      let norm = nodes[index].inputs.first, !roots.contains(norm),
      var normalize = operation(norm.index) as? NormalizeImages,
      readers[norm.index].allSatisfy({
        $0 == index || operation($0) is ActivationSlope<RectifiedLinear>
      })
    else { return }
    normalize.isRectified = true
    replace(index, normalize, nodes[norm.index].inputs)
  }

  /// The gradient of a batch norm, with that of the rectifier behind it.
  private mutating func rewriteNormalizedGradient(_ index: Int) {
    guard let first = nodes[index].inputs.first, operation(first.index) is RectifiedGradient else {
      return
    }
    let (upstream, result) = (nodes[first.index].inputs[0], nodes[first.index].inputs[1])
    guard let forward = operation(result.index) as? NormalizeImages,
      nodes[result.index].inputs.elementsEqual(nodes[index].inputs.dropFirst().prefix(4))
    else { return }
    let inputs = [upstream] + nodes[index].inputs.dropFirst()
    switch operation(index) {
    case is NormalizedSums: replace(index, NormalizedSums(forward: forward), inputs)
    case is NormalizedGradient: replace(index, NormalizedGradient(forward: forward), inputs)
    default: break
    }
  }

  private mutating func rewriteGradient(_ index: Int) {
    guard let product = operation(index) as? Arithmetic, product.kind == .multiply else { return }
    let inputs = nodes[index].inputs
    for (upstream, slope) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
      guard operation(slope.index) is ActivationSlope<RectifiedLinear>,
        let result = rectified[nodes[slope.index].inputs[0]]
      else { continue }
      return replace(index, RectifiedGradient(), [upstream, result])
    }
  }

  private mutating func rewritePooled(_ index: Int) {
    guard operation(index) is RectifiedGradient else { return }
    let (upstream, result) = (nodes[index].inputs[0], nodes[index].inputs[1])
    guard let gradient = operation(upstream.index) as? MaxPoolGradient,
      nodes[upstream.index].inputs[1] == result,
      let maximum = pooled[Pooling(input: result, pool: gradient.pool)]
    else { return }
    // The rectifier's gradient takes the pool's place in the list, which nobody else may read.
    guard !nodes.indices.contains(where: { $0 != index && nodes[$0].inputs.contains(upstream) }),
      !roots.contains(upstream)
    else { return }
    let pooledUpstream = nodes[upstream.index].inputs[0]
    nodes[upstream.index] = Node(
      kind: .operation(AnyOperation(operation: RectifiedGradient())),
      inputs: [pooledUpstream, maximum], shape: nodes[maximum.index].shape)
    replace(index, gradient, [upstream, result])
  }

  private mutating func replace(_ index: Int, _ operation: some Operation, _ inputs: [Value]) {
    nodes[index] = Node(
      kind: .operation(AnyOperation(operation: operation)), inputs: inputs,
      shape: nodes[index].shape)
  }
}
