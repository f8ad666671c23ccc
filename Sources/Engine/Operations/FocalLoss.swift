extension Graph {
  /// Yes-or-no cross entropy in which what is known well counts little, a scalar.
  ///
  ///     loss = −w (1 − p)^focusing log p,   p the probability given to the target
  ///
  /// - Parameters:
  ///   - logits: Any shape.
  ///   - targets: 0 or 1, shape as `logits`.
  ///   - focusing: γ in the source; 0 or at least 1.
  ///   - positiveWeight: `w` of targets 1, α in the source; that of targets 0 is
  ///     `1 − positiveWeight`. All 1 if nil.
  ///   - sampleWeights: One per element of the first axis, not all zero.
  /// - Source: Lin et al. 2017, ICCV, arXiv:1708.02002.
  public mutating func binaryFocal(
    logits: Value, targets: Value, focusing: Float = 2, positiveWeight: Float? = nil,
    sampleWeights: Value? = nil
  ) -> Value {
    checkFocusing(focusing)
    // 1 − p without a difference: sigmoid(x) for target 0, sigmoid(−x) for target 1.
    let others = offset(scale(targets, by: -1), by: 1)
    let missing = add(
      multiply(sigmoid(logits), others), multiply(sigmoid(scale(logits, by: -1)), targets))
    var elements = multiply(
      power(missing, exponent: focusing), apply(BinaryCrossEntropyElements(), logits, targets))
    if let positiveWeight {
      let weights = offset(
        scale(targets, by: 2 * positiveWeight - 1), by: 1 - positiveWeight)
      elements = multiply(elements, weights)
    }
    return meanLoss(elements, sampleWeights)
  }

  /// Cross entropy in which what is known well counts little, a scalar.
  ///
  ///     loss = mean over rows of −Σ_c w_c t_c (1 − p_c)^focusing log p_c
  ///
  /// - Parameters:
  ///   - logits: Shape `[rows, classes]`; `p` is their softmax.
  ///   - targets: `t`, shape `[rows, classes]`; each row sums to 1.
  ///   - focusing: γ in the source; 0 or at least 1.
  ///   - classWeights: `w`, shape `[classes]`.
  ///   - sampleWeights: Shape `[rows]`, not all zero.
  /// - Source: Lin et al. 2017, ICCV, arXiv:1708.02002.
  public mutating func focal(
    logits: Value, targets: Value, focusing: Float = 2, classWeights: Value? = nil,
    sampleWeights: Value? = nil
  ) -> Value {
    checkFocusing(focusing)
    let logarithms = logSoftmax(logits)
    // Rounding may leave a difference just below 0, which has no power.
    let missing = relu(offset(scale(softmax(logits), by: -1), by: 1))
    var terms = multiply(targets, multiply(power(missing, exponent: focusing), logarithms))
    if let classWeights { terms = scaleColumns(terms, by: classWeights) }
    return scale(meanLoss(terms, sampleWeights), by: -Float(shape(of: terms).columns))
  }

  /// Below 1 the slope at a certain prediction would be infinite.
  private mutating func checkFocusing(_ focusing: Float) {
    guard focusing != 0, !(focusing >= 1) else { return }
    record(
      .invalidProperty(
        operation: "focal", property: "focusing", found: "\(focusing)",
        rule: "it must be 0 or at least 1"))
  }
}
