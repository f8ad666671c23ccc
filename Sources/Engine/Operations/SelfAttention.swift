/// The weights of an affine map of rows.
public struct LinearWeights: Hashable, Sendable {
  /// Shape `[inputs, outputs]`.
  public var weight: Value
  /// Shape `[outputs]`.
  public var bias: Value?

  public init(weight: Value, bias: Value? = nil) {
    self.weight = weight
    self.bias = bias
  }
}

/// The weights of an attention layer.
public struct AttentionWeights: Hashable, Sendable {
  /// Before attention.
  public var queries: LinearWeights
  public var keys: LinearWeights
  public var values: LinearWeights
  /// Behind it.
  public var output: LinearWeights

  public init(
    queries: LinearWeights, keys: LinearWeights, values: LinearWeights, output: LinearWeights
  ) {
    self.queries = queries
    self.keys = keys
    self.values = values
    self.output = output
  }
}

extension Graph {
  /// Every row, along the last axis, times a matrix, plus a bias if there is one.
  ///
  /// - Parameter value: Shape `[…, inputs]`.
  /// - Returns: Shape `[…, outputs]`.
  public mutating func linear(_ value: Value, _ weights: LinearWeights) -> Value {
    let given = shape(of: value)
    guard given.rank >= 1 else { return matrixProduct(value, weights.weight) }
    var result = matrixProduct(
      reshape(value, to: [given.rows, given.columns]), weights.weight)
    if let bias = weights.bias { result = addBias(result, bias) }
    let outputs = shape(of: result).columns
    return problem == nil
      ? reshape(result, to: Shape(given.dimensions.dropLast() + [outputs])) : result
  }

  /// Multi-head attention of a sequence to itself, with maps before and behind it.
  ///
  /// - Parameters:
  ///   - value: Shape `[batch, length, width]`.
  ///   - heads: A divisor of the widths of queries, keys and values.
  ///   - mask: As of ``attention(queries:keys:values:heads:isCausal:mask:)``.
  /// - Returns: Shape `[batch, length, outputs]`.
  /// - Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.2.2.
  public mutating func selfAttention(
    _ value: Value, weights: AttentionWeights, heads: Int, isCausal: Bool = false,
    mask: Value? = nil
  ) -> Value {
    crossAttention(
      from: value, to: value, weights: weights, heads: heads, isCausal: isCausal, mask: mask)
  }

  /// Multi-head attention of one sequence to another, with maps before and behind it.
  ///
  /// - Parameters:
  ///   - value: Makes the queries; shape `[batch, length, width]`.
  ///   - context: Makes keys and values; shape `[batch, keyLength, contextWidth]`.
  /// - Returns: Shape `[batch, length, outputs]`.
  public mutating func crossAttention(
    from value: Value, to context: Value, weights: AttentionWeights, heads: Int,
    isCausal: Bool = false, mask: Value? = nil
  ) -> Value {
    let result = attention(
      queries: linear(value, weights.queries), keys: linear(context, weights.keys),
      values: linear(context, weights.values), heads: heads, isCausal: isCausal, mask: mask)
    return linear(result, weights.output)
  }
}
