/// Finds what lies next to a point of the latent space.
public protocol NeighbourFinder: Sendable {
  /// - Parameters:
  ///   - vector: As many numbers as the table's `embedding` has.
  ///   - count: Neighbours wanted; fewer come where there are fewer.
  /// - Returns: Rows of the table, the nearest first, with their Euclidean distances.
  func neighbours(of vector: [Float], count: Int) -> [(row: Int, distance: Float)]
}

/// Looks at every row.
struct ExactNeighbours: NeighbourFinder {
  let rows: VectorRows

  func neighbours(of vector: [Float], count: Int) -> [(row: Int, distance: Float)] {
    var nearest: [(row: Int, distance: Float)] = []
    var worst = Float.infinity
    let width = rows.width
    for row in 0..<rows.count {
      var sum: Float = 0
      for place in 0..<width {
        let difference = rows.elements[row * width + place] - vector[place]
        sum += difference * difference
      }
      // False for rows that were not measured.
      guard sum < worst else { continue }
      let place = nearest.firstIndex { $0.distance > sum } ?? nearest.count
      nearest.insert((row, sum), at: place)
      if nearest.count > count { nearest.removeLast() }
      if nearest.count == count { worst = nearest[count - 1].distance }
    }
    return nearest.map { ($0.row, $0.distance.squareRoot()) }
  }
}
