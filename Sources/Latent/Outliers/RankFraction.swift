/// The fraction of other numbers that are smaller, equal ones counting half: 0 for the smallest, 1 for
/// the largest, whatever their scale. One number alone has the fraction 0; what is not a number
/// stays so and counts for nothing.
public func rankFraction(of scores: [Float]) -> [Float] {
  var result = [Float](repeating: .nan, count: scores.count)
  let order = scores.indices.filter { !scores[$0].isNaN }.sorted { scores[$0] < scores[$1] }
  let others = Double(max(order.count - 1, 1))
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && scores[order[end]] == scores[order[start]] { end += 1 }
    let fraction = order.count == 1 ? 0 : Double(start + end - 1) / 2 / others
    for place in start..<end { result[order[place]] = Float(fraction) }
    start = end
  }
  return result
}
