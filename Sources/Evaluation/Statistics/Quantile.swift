import Numbers

/// The value below which a fraction of sorted values lies, interpolated between neighbours.
///
/// - Parameters:
///   - fraction: In `0...1`.
///   - values: Ascending, at least one.
public func quantile<Number: BinaryFloatingPoint>(
  _ fraction: Double, ofSorted values: [Number]
) -> Number {
  let position = fraction * Double(values.count - 1)
  let lower = Int(clamping: position.rounded(.down))
  let upper = min(lower + 1, values.count - 1)
  let weight = Number(position - Double(lower))
  return values[lower] + (values[upper] - values[lower]) * weight
}

/// The mean of the two values in the middle, which are one where their number is odd; `nil` where
/// there is none.
///
/// - Parameter values: In any order.
public func median(of values: [Double]) -> Double? {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return nil }
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
