/// The mean square of what predictions of numbers leave, added up part by part.
public struct MeanSquaredError: Hashable, Sendable {
  private var sum = 0.0
  private var weight = 0.0

  public init() {}

  /// `nil` where nothing counts.
  public var value: Double? { weight > 0 ? sum / weight : nil }

  /// - Parameters:
  ///   - truth: Shape as `predicted`.
  ///   - weights: Shape as `predicted`, 0 where a number does not count; all count alike where
  ///     `nil`.
  ///   - places: Of the numbers to be added; all where `nil`.
  public mutating func add(
    _ predicted: [Float], truth: [Float], weights: [Float]? = nil, places: Range<Int>? = nil
  ) {
    precondition(
      predicted.count == truth.count && (weights?.count ?? truth.count) == truth.count,
      "expected \(truth.count) numbers, found \(predicted.count)")
    let places = places ?? predicted.indices
    for index in places {
      let difference = Double(predicted[index] - truth[index])
      var own = 1.0
      if let weights { own = Double(weights[index]) }
      sum += own * difference * difference
      weight += own
    }
  }
}
