/// The weights of a recurrent layer, the gates' side by side: of a long short-term memory input,
/// forget, cell and output gate (`i`, `f`, `g`, `o`), of a gated recurrent unit reset, update and
/// new gate (`r`, `z`, `n`).
public struct RecurrentWeights: Hashable, Sendable {
  /// Shape `[features, gates · hidden]`.
  public var input: Value
  /// Shape `[hidden, gates · hidden]`.
  public var hidden: Value
  /// Shape `[gates · hidden]`, added to the input's share.
  public var inputBias: Value?
  /// Shape `[gates · hidden]`, added to the hidden state's share.
  public var hiddenBias: Value?

  public init(input: Value, hidden: Value, inputBias: Value? = nil, hiddenBias: Value? = nil) {
    self.input = input
    self.hidden = hidden
    self.inputBias = inputBias
    self.hiddenBias = hiddenBias
  }
}

extension Graph {
  /// The input's share of the gates, for all steps at once: `[…, features]` gives
  /// `[…, gates · hidden]`.
  mutating func gates(of input: Value, _ weights: RecurrentWeights) -> Value {
    linear(input, LinearWeights(weight: weights.input, bias: weights.inputBias))
  }

  /// Values side by side along the last axis, `count` of equal width.
  ///
  /// Cut in halves again and again: the gradient of every cut is as wide as what it cuts, so
  /// that cutting off one by one would take a time quadratic in `count`.
  mutating func parts(of value: Value, count: Int) -> [Value] {
    guard count > 1 else { return [value] }
    let width = shape(of: value).columns / count
    let middle = count / 2
    let halves = [0..<middle * width, middle * width..<count * width]
      .map { slice(value, columns: $0) }
    return parts(of: halves[0], count: middle) + parts(of: halves[1], count: count - middle)
  }

  /// Walks through a sequence.
  ///
  /// - Parameters:
  ///   - gates: The input's share, shape `[batch, length, gates · hidden]`.
  ///   - step: Gets the share of one step, `[batch, gates · hidden]`, and returns the hidden
  ///     state, `[batch, hidden]`.
  /// - Returns: All hidden states, shape `[batch, length, hidden]`.
  mutating func recur(
    over gates: Value, isReversed: Bool, step: (inout Graph, Value) -> Value
  ) -> Value {
    let shape = shape(of: gates)
    guard problem == nil, shape[1] > 0 else {
      record(
        .shapesDiffer(
          operation: "recurrence", shapes: [shape], rule: "a sequence must have a step"))
      return gates
    }
    let flat = reshape(gates, to: [shape[0], shape[1] * shape[2]])
    let shares = parts(of: flat, count: shape[1])
    var states: [Value] = []
    for share in isReversed ? shares.reversed() : shares { states.append(step(&self, share)) }
    let width = self.shape(of: states[0]).columns
    return reshape(
      concatenate(isReversed ? states.reversed() : states), to: [shape[0], shape[1], width])
  }

  /// Records a mistake unless weights and sequence fit together.
  mutating func checkRecurrence(
    _ name: String, sequence: Value, rank: Int, _ weights: RecurrentWeights, gates: Int
  ) {
    let shapes = [shape(of: sequence), shape(of: weights.input), shape(of: weights.hidden)]
    let isRight =
      shapes[0].rank == rank && shapes[1].rank == 2 && shapes[2].rank == 2
      && shapes[1][0] == shapes[0].columns && shapes[1][1] == gates * shapes[2][0]
      && shapes[2][1] == gates * shapes[2][0]
    if !isRight {
      record(
        .shapesDiffer(
          operation: name, shapes: shapes,
          rule: "weights must be [features, \(gates) hidden] and [hidden, \(gates) hidden]"))
    }
  }

  /// A hidden state of zeros.
  mutating func initialState(of sequence: Value, _ weights: RecurrentWeights) -> Value {
    let hidden = shape(of: weights.hidden).dimensions.first ?? 1
    return constant(
      Tensor(repeating: 0, shape: [shape(of: sequence).dimensions.first ?? 1, hidden]))
  }
}
