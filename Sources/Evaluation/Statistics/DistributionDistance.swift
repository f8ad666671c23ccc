/// The largest distance between the distribution of some values and a reference.
///
/// - Parameters:
///   - values: Ascending, at least one.
///   - reference: Of a value, the fraction of the reference below it, and up to it.
/// - Returns: In `0...1`.
/// - Source: Kolmogorov 1933, G. Ist. Ital. Attuari 4, 83; Smirnov 1939, Bull. Math. Univ. Moscou 2, 3.
public func kolmogorovSmirnovDistance(
  ofSorted values: [Float], from reference: (Double) -> (below: Double, upTo: Double)
) -> Double {
  let count = Double(values.count)
  var distance = 0.0
  var first = 0
  while first < values.count {
    var end = first + 1
    while end < values.count, values[end] == values[first] { end += 1 }
    let fractions = reference(Double(values[first]))
    distance = max(
      distance, abs(fractions.below - Double(first) / count),
      abs(Double(end) / count - fractions.upTo))
    first = end
  }
  return distance
}
