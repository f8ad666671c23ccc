import Numbers

/// Everything a confusion matrix says, with intervals.
///
/// Proportions of counted rows carry Wilson's interval; the others a bootstrap interval, drawn
/// together from the matrix's cells.
public struct ConfusionFigures: Hashable, Sendable {
  /// One class against the rest.
  public struct ClassFigures: Hashable, Sendable {
    public let name: String
    /// Rows of the class.
    public let support: Int
    /// Purity; undefined where no row is called the class.
    public let precision: Estimate
    /// Completeness; undefined where no row is of the class.
    public let recall: Estimate
    public let f1: Estimate
  }

  public let matrix: ConfusionMatrix
  public let accuracy: Estimate
  public let balancedAccuracy: Estimate
  public let macroF1: Estimate
  public let classes: [ClassFigures]

  init(_ matrix: ConfusionMatrix, names: [String], bootstrap: Bootstrap) {
    self.matrix = matrix
    let drawn = Self.intervals(
      matrix, bootstrap: bootstrap, stream: EvaluationOptions.Stream.confusion
    ) {
      Self.averages(of: $0)
    }
    accuracy = .proportion(matrix.correct, of: matrix.total)
    balancedAccuracy = drawn[0]
    macroF1 = drawn[1]
    classes = names.indices.map { index in
      let correct = matrix[truth: index, predicted: index]
      return ClassFigures(
        name: names[index], support: Int(clamping: matrix.support(of: index)),
        precision: .proportion(correct, of: matrix.predictedCount(of: index)),
        recall: .proportion(correct, of: matrix.support(of: index)), f1: drawn[2 + index])
    }
  }

  private static func averages(of matrix: ConfusionMatrix) -> [Double?] {
    [matrix.balancedAccuracy, matrix.macroF1] + (0..<matrix.classCount).map(matrix.f1(of:))
  }

  fileprivate static func intervals(
    _ matrix: ConfusionMatrix, bootstrap: Bootstrap, stream: UInt64,
    figures: (ConfusionMatrix) -> [Double?]
  ) -> [Estimate] {
    bootstrap.intervals(
      around: figures(matrix), cells: matrix.cells, stream: stream, bounds: 0...1
    ) { cells in
      figures(ConfusionMatrix(classCount: matrix.classCount, cells: cells))
    }
  }
}

/// The figures that depend on the mix of classes, for a stated mix.
public struct ReweightedFigures: Hashable, Sendable {
  public let prior: ClassPrior
  public let accuracy: Estimate
  public let macroF1: Estimate
  /// Purity, in the order of the classes.
  public let precisions: [Estimate]

  init(_ matrix: ConfusionMatrix, names: [String], prior: ClassPrior, bootstrap: Bootstrap) {
    self.prior = prior
    let drawn = ConfusionFigures.intervals(
      matrix, bootstrap: bootstrap, stream: EvaluationOptions.Stream.reweighted
    ) { cells in
      let mixed = cells.reweighted(to: prior, classes: names)
      return [mixed.accuracy, mixed.macroF1] + names.indices.map(mixed.precision(of:))
    }
    accuracy = drawn[0]
    macroF1 = drawn[1]
    precisions = Array(drawn.dropFirst(2))
  }
}
