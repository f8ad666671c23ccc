internal import Evaluation

/// The edges of the box that training rows fill: a survey's magnitude limits are sharp.
struct TrainingEdges: Hashable, Sendable, Codable {
  /// By quantity, below and above which 0.1 % of training rows lie.
  let lower: [Float]
  let upper: [Float]
  /// By quantity, what a distance is counted in: 1 for magnitudes, else the spread.
  let units: [Float]

  /// - Parameters:
  ///   - quantities: Shape `[quantities][rows]`.
  ///   - units: By quantity, positive.
  init(quantities: [[Float]], rows: [Int], units: [Float]) {
    let sorted = quantities.map { values in rows.map { values[$0] }.sorted() }
    lower = sorted.map { $0.isEmpty ? 0 : quantile(0.001, ofSorted: $0) }
    upper = sorted.map { $0.isEmpty ? 0 : quantile(0.999, ofSorted: $0) }
    self.units = units
  }

  /// How far points lie beyond the nearest edge they pass; negative inside all of them.
  ///
  /// - Parameters:
  ///   - points: Shape `[quantities, stride]`.
  ///   - excesses: Room for `count` numbers.
  func excesses(
    _ points: UnsafeMutablePointer<Float>, stride: Int, count: Int,
    into excesses: UnsafeMutablePointer<Float>
  ) {
    unsafe excesses.update(repeating: -.infinity, count: count)
    for quantity in lower.indices {
      let values = unsafe points + quantity * stride
      let (low, high) = (lower[quantity], upper[quantity])
      let scale = 1 / units[quantity]
      for row in 0..<count {
        let value = unsafe values[row]
        let excess = max(low - value, value - high) * scale
        let largest = unsafe excesses[row]
        unsafe excesses[row] = excess > largest ? excess : largest
      }
    }
  }
}
