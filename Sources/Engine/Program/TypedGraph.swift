/// A graph whose nodes know in what form their numbers lie, with casts where forms differ.
///
/// Results of products are bfloat16 where a product reads them again, directly or through
/// operations that preserve the form; all that leaves the program is float32.
struct TypedGraph {
  private(set) var nodes: [Node] = []
  private(set) var roots: [Value] = []

  private let mixed: MixedPrecision
  /// Where a value went, and its casts.
  private var replacement: [Value] = []
  private var casts: [Value: Value] = [:]

  init(_ graph: SimplifiedGraph, _ mixed: MixedPrecision) {
    self.mixed = mixed
    let source = ImageRewrites(graph)
    let isWanted = Self.wantedHalf(source, mixed)
    replacement = [Value](repeating: Value(index: -1), count: source.nodes.count)
    for (index, isNeeded) in source.isNeeded.enumerated() where isNeeded {
      add(index, isWanted[index], source.nodes)
    }
    roots = source.roots.map { cast(replacement[$0.index], to: .float32) }
  }

  /// Whether some product reads a value in bfloat16 form.
  private static func wantedHalf(
    _ source: ImageRewrites, _ mixed: MixedPrecision
  ) -> [Bool] {
    let (nodes, roots) = (source.nodes, Set(source.roots))
    var isWanted = [Bool](repeating: false, count: nodes.count)
    for (index, isNeeded) in source.isNeeded.enumerated().reversed() where isNeeded {
      guard case .operation(let wrapped) = nodes[index].kind else { continue }
      let operation = wrapped.operation
      let isHalf = mixed.isHalf(nodes[index], in: nodes)
      let passesOn = isWanted[index] && !roots.contains(Value(index: index))
      for (place, input) in nodes[index].inputs.enumerated() {
        let isRead =
          isHalf
          ? !mixed.isPacked(input: place, of: operation, nodes[index].shape)
          : passesOn && Self.isPreserved(input: place, by: operation)
        if isRead { isWanted[input.index] = true }
      }
    }
    for root in roots { isWanted[root.index] = false }
    return isWanted
  }

  private static func isPreserved(input: Int, by operation: any Operation) -> Bool {
    operation is Reshape
      || (operation as? any ElementPreserving)?.isPreserved(input: input) ?? false
  }

  /// Whether an operation with a float32 result takes an input as the first comes.
  private static func isRead(
    input: Int, _ first: Shape?, by operation: any Operation
  ) -> Bool {
    if let reading = operation as? any FormReading { return reading.isRead(input: input) }
    return first.flatMap { (operation as? Sum)?.isOfImages($0) } ?? false
  }

  private mutating func add(_ index: Int, _ isWanted: Bool, _ source: [Node]) {
    defer { replacement[index] = Value(index: nodes.count - 1) }
    let node = source[index]
    let inputs = node.inputs.map { replacement[$0.index] }
    guard case .operation(let wrapped) = node.kind else {
      return nodes.append(Node(kind: node.kind, inputs: [], shape: node.shape))
    }
    let operation = wrapped.operation
    if mixed.isHalf(node, in: source) {
      let forms = inputs.indices.map {
        mixed.isPacked(input: $0, of: operation, node.shape) ? Element.float32 : .bfloat16
      }
      let isSum = operation is ConvolutionWeightGradient || operation is ChunkedProduct
      return append(node, inputs, forms, isWanted && !isSum ? .bfloat16 : .float32)
    }
    let first = inputs.first.map { nodes[$0.index] }
    if Self.isRead(input: 0, first?.shape, by: operation) {
      let forms = inputs.indices.map {
        Self.isRead(input: $0, first?.shape, by: operation) ? first?.element ?? .float32 : .float32
      }
      return append(node, inputs, forms, .float32)
    }
    let leading =
      Self.isPreserved(input: 0, by: operation) ? first?.element ?? .float32 : .float32
    let forms = inputs.indices.map {
      Self.isPreserved(input: $0, by: operation) ? leading : .float32
    }
    append(node, inputs, forms, leading)
  }

  private mutating func append(
    _ node: Node, _ inputs: [Value], _ forms: [Element], _ element: Element
  ) {
    let typed = zip(inputs, forms).map { cast($0, to: $1) }
    nodes.append(Node(kind: node.kind, inputs: typed, shape: node.shape, element: element))
  }

  private mutating func cast(_ value: Value, to element: Element) -> Value {
    let node = nodes[value.index]
    guard node.element != element else { return value }
    if let made = casts[value] { return made }
    nodes.append(
      Node(
        kind: .operation(AnyOperation(operation: Cast(from: node.element))), inputs: [value],
        shape: node.shape, element: element))
    let made = Value(index: nodes.count - 1)
    casts[value] = made
    return made
  }
}
