extension Graph {
  /// One step of a long short-term memory.
  ///
  ///     i, f, o = sigmoid(W x + U h + b),   g = tanh(W x + U h + b)
  ///     cell' = f cell + i g,   hidden' = o tanh(cell')
  ///
  /// - Parameters:
  ///   - input: Shape `[batch, features]`.
  ///   - hidden: Shape `[batch, hidden]`.
  ///   - cell: Shape `[batch, hidden]`.
  ///   - weights: Of four gates, `i`, `f`, `g`, `o`.
  /// - Source: Hochreiter & Schmidhuber 1997, Neural Computation 9, 1735; Gers et al. 2000,
  ///   Neural Computation 12, 2451 (forget gate).
  public mutating func lstmCell(
    _ input: Value, hidden: Value, cell: Value, weights: RecurrentWeights
  ) -> (hidden: Value, cell: Value) {
    checkRecurrence("lstmCell", sequence: input, rank: 2, weights, gates: 4)
    guard problem == nil else { return (hidden, cell) }
    return lstmStep(memoryGates(of: input, weights), hidden, cell, weights)
  }

  /// A long short-term memory along a sequence.
  ///
  /// - Parameters:
  ///   - sequence: Shape `[batch, length, features]`.
  ///   - weights: Of four gates, `i`, `f`, `g`, `o`.
  ///   - hidden: The state before the first step, shape `[batch, hidden]`; zeros if nil.
  ///   - cell: As `hidden`.
  ///   - isReversed: Whether the last step is taken first.
  /// - Returns: Hidden states of all steps, shape `[batch, length, hidden]`, and hidden state and
  ///   cell after the step taken last.
  public mutating func lstm(
    _ sequence: Value, weights: RecurrentWeights, hidden: Value? = nil, cell: Value? = nil,
    isReversed: Bool = false
  ) -> (outputs: Value, hidden: Value, cell: Value) {
    checkRecurrence("lstm", sequence: sequence, rank: 3, weights, gates: 4)
    guard problem == nil else { return (sequence, sequence, sequence) }
    var state = (
      hidden: hidden ?? initialState(of: sequence, weights),
      cell: cell ?? initialState(of: sequence, weights)
    )
    let outputs = recur(over: memoryGates(of: sequence, weights), isReversed: isReversed) {
      graph, gates in
      state = graph.lstmStep(gates, state.hidden, state.cell, weights)
      return state.hidden
    }
    return (outputs, state.hidden, state.cell)
  }

  /// The input's share with both biases, which enter as a sum only.
  private mutating func memoryGates(of input: Value, _ weights: RecurrentWeights) -> Value {
    var weights = weights
    if let hiddenBias = weights.hiddenBias {
      weights.inputBias = weights.inputBias.map { add($0, hiddenBias) } ?? hiddenBias
    }
    return gates(of: input, weights)
  }

  private mutating func lstmStep(
    _ share: Value, _ hidden: Value, _ cell: Value, _ weights: RecurrentWeights
  ) -> (hidden: Value, cell: Value) {
    let gates = add(share, matrixProduct(hidden, weights.hidden))
    guard problem == nil else { return (hidden, cell) }
    let width = shape(of: hidden).columns
    let (input, forget) = (
      sigmoid(slice(gates, columns: 0..<width)), sigmoid(slice(gates, columns: width..<2 * width))
    )
    let new = tanh(slice(gates, columns: 2 * width..<3 * width))
    let output = sigmoid(slice(gates, columns: 3 * width..<4 * width))
    let next = add(multiply(forget, cell), multiply(input, new))
    return (multiply(output, tanh(next)), next)
  }
}
