extension Graph {
  /// Every row, along the last axis, brought to length 1: `x / √(Σ x² + epsilon)`.
  public mutating func unitRows(_ value: Value, epsilon: Float = 1e-12) -> Value {
    let lengths = sum(square(value), to: shape(of: value).summedRows)
    return divide(value, squareRoot(offset(lengths, by: epsilon)))
  }

  /// The cosine of the angle between corresponding rows.
  ///
  /// - Parameters:
  ///   - first: Shape `[…, columns]`.
  ///   - second: Shape as `first`.
  /// - Returns: Shape `[…]`; 0 for a row of zeros.
  public mutating func cosineSimilarity(_ first: Value, _ second: Value) -> Value {
    let products = multiply(unitRows(first), unitRows(second))
    return rowSums(products)
  }

  /// One minus the cosine of the angle between corresponding rows, a mean over rows.
  ///
  /// - Parameters:
  ///   - first: Shape `[rows, columns]`.
  ///   - second: Shape as `first`.
  ///   - sampleWeights: Shape `[rows]`, not all zero.
  public mutating func cosineLoss(
    _ first: Value, _ second: Value, sampleWeights: Value? = nil
  ) -> Value {
    let loss = offset(scale(cosineSimilarity(first, second), by: -1), by: 1)
    return meanLoss(loss, sampleWeights)
  }

  /// The mean of `max(0, |a − p| − |a − n| + margin)`, a scalar, lengths being Euclidean.
  ///
  /// - Parameters:
  ///   - anchors: `a`, shape `[rows, columns]`.
  ///   - positives: `p`, rows that belong to the anchors; shape as `anchors`.
  ///   - negatives: `n`, rows that do not; shape as `anchors`.
  ///   - sampleWeights: Shape `[rows]`, not all zero.
  /// - Source: Schroff et al. 2015, CVPR, arXiv:1503.03832, with lengths for their squares.
  public mutating func triplet(
    anchors: Value, positives: Value, negatives: Value, margin: Float = 1,
    sampleWeights: Value? = nil
  ) -> Value {
    let excess = subtract(distance(anchors, positives), distance(anchors, negatives))
    return meanLoss(relu(offset(excess, by: margin)), sampleWeights)
  }

  /// How well two views of each row find each other among all rows of both views, a scalar: the
  /// cross entropy of the other view under a softmax of cosines over `temperature`.
  ///
  /// - Parameters:
  ///   - first: Shape `[rows, columns]`.
  ///   - second: Shape as `first`; row by row another view of the same.
  /// - Source: Chen et al. 2020, ICML, arXiv:2002.05709 (NT-Xent).
  public mutating func contrastive(
    _ first: Value, _ second: Value, temperature: Float = 0.5
  ) -> Value {
    let shape = shape(of: first)
    guard shape.rank == 2, shape == self.shape(of: second), temperature > 0 else {
      record(
        .shapesDiffer(
          operation: "contrastive", shapes: [shape, self.shape(of: second)],
          rule: "both must be [rows, columns], and the temperature positive"))
      return first
    }
    let views = [first, second].map { reshape($0, to: [1, shape.count]) }
    let rows = unitRows(reshape(concatenate(views), to: [2 * shape[0], shape[1]]))
    let cosines = matrixProduct(rows, rows, transposeSecond: true)
    let logits = add(
      scale(cosines, by: 1 / temperature), pairs(shape[0], distance: 0, number: -1e30))
    return crossEntropy(
      logits: logits, targets: pairs(shape[0], distance: shape[0], number: 1))
  }

  /// A number for each row and the row some distance on, of twice `rows`; else 0.
  private mutating func pairs(_ rows: Int, distance: Int, number: Float) -> Value {
    let count = 2 * rows
    let values = (0..<count * count).map { place in
      (place / count + distance) % count == place % count ? number : 0
    }
    return constant(Tensor(shape: [count, count], values: values))
  }

  private mutating func distance(_ first: Value, _ second: Value) -> Value {
    // The root has no slope at 0.
    squareRoot(offset(rowSums(square(subtract(first, second))), by: 1e-12))
  }

  /// Sums along the last axis, which goes.
  private mutating func rowSums(_ value: Value) -> Value {
    let shape = shape(of: value)
    return reshape(
      sum(value, to: shape.summedRows), to: Shape(Array(shape.dimensions.dropLast())))
  }
}
