extension Graph {
  /// One step of a gated recurrent unit.
  ///
  ///     r, z = sigmoid(W x + b + U h + c),   n = tanh(W x + b + r (U h + c))
  ///     hidden' = (1 − z) n + z hidden
  ///
  /// - Parameters:
  ///   - input: Shape `[batch, features]`.
  ///   - hidden: Shape `[batch, hidden]`.
  ///   - weights: Of three gates, `r`, `z`, `n`; `b` is the input's bias, `c` the hidden state's.
  /// - Source: Cho et al. 2014, EMNLP, 1724, with the reset gate behind the product.
  public mutating func gruCell(
    _ input: Value, hidden: Value, weights: RecurrentWeights
  ) -> Value {
    checkRecurrence("gruCell", sequence: input, rank: 2, weights, gates: 3)
    guard problem == nil else { return hidden }
    return gruStep(gates(of: input, weights), hidden, weights)
  }

  /// Gated recurrent units along a sequence.
  ///
  /// - Parameters:
  ///   - sequence: Shape `[batch, length, features]`.
  ///   - weights: Of three gates, `r`, `z`, `n`.
  ///   - hidden: The state before the first step, shape `[batch, hidden]`; zeros if nil.
  ///   - isReversed: Whether the last step is taken first.
  /// - Returns: Hidden states of all steps, shape `[batch, length, hidden]`, and that after the
  ///   step taken last.
  public mutating func gru(
    _ sequence: Value, weights: RecurrentWeights, hidden: Value? = nil, isReversed: Bool = false
  ) -> (outputs: Value, hidden: Value) {
    checkRecurrence("gru", sequence: sequence, rank: 3, weights, gates: 3)
    guard problem == nil else { return (sequence, sequence) }
    var state = hidden ?? initialState(of: sequence, weights)
    let outputs = recur(over: gates(of: sequence, weights), isReversed: isReversed) {
      graph, gates in
      state = graph.gruStep(gates, state, weights)
      return state
    }
    return (outputs, state)
  }

  private mutating func gruStep(
    _ share: Value, _ hidden: Value, _ weights: RecurrentWeights
  ) -> Value {
    let recurrent = linear(
      hidden, LinearWeights(weight: weights.hidden, bias: weights.hiddenBias))
    guard problem == nil else { return hidden }
    let width = shape(of: hidden).columns
    let (both, last) = (0..<2 * width, 2 * width..<3 * width)
    let gates = sigmoid(add(slice(share, columns: both), slice(recurrent, columns: both)))
    let (reset, update) = (
      slice(gates, columns: 0..<width), slice(gates, columns: width..<2 * width)
    )
    let new = tanh(
      add(slice(share, columns: last), multiply(reset, slice(recurrent, columns: last))))
    return add(new, multiply(update, subtract(hidden, new)))
  }
}
