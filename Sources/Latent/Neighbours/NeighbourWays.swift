internal import CVector
internal import Random

/// How points are halved by which of two of them, drawn at random, they are closer to.
///
/// - Source: Dasgupta & Freund 2008, STOC, 537.
struct RandomDirection: HalvingRule {
  let points: EmbeddingMatrix
  let seed: UInt64
  let tree: Int

  func keys(
    of rows: UnsafeMutablePointer<Int32>, count: Int, part: Int,
    into keys: UnsafeMutablePointer<Float>
  ) {
    var random = RandomStream(
      seed: seed, purpose: .split, stream: UInt64(tree) << 32 | UInt64(part))
    let one = unsafe Int(rows[Int(random.next(upperBound: UInt(count)))])
    let other = unsafe Int(rows[Int(random.next(upperBound: UInt(count)))])
    let columns = points.columns
    unsafe points.values.withUnsafeBufferPointer { values in
      unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { measured in
        let (values, measured) = (values.baseAddress!, measured.baseAddress!)
        unsafe vector_listed_distances(count, columns, rows, values + one * columns, values, keys)
        unsafe vector_listed_distances(
          count, columns, rows, values + other * columns, values, measured)
        for place in 0..<count {
          // Infinities less infinities are no numbers, by which nothing can be ordered.
          let key = unsafe keys[place] - measured[place]
          unsafe keys[place] = key.isNaN ? 0 : key
        }
      }
    }
  }
}

/// Where one can go from each point: to its neighbours, and to points it is a neighbour of.
struct Ways {
  private let count: Int
  private let forward: [Int32]
  private let isNew: [Bool]
  /// Shape `[rows, count]`; -1 where there are fewer.
  private let backward: [Int32]
  private let isBackwardNew: [Bool]

  init(lists: NeighbourLists, isNew: [Bool]) {
    count = lists.count
    forward = lists.indices
    self.isNew = isNew
    var backward = [Int32](repeating: -1, count: forward.count)
    var isBackwardNew = [Bool](repeating: false, count: forward.count)
    var filled = [Int32](repeating: 0, count: lists.rows)
    // The nearest come first, since a point that many are near to has room for only some.
    for place in 0..<lists.count {
      for row in 0..<lists.rows {
        let from = row * lists.count + place
        let end = Int(forward[from])
        guard filled[end] < Int32(lists.count) else { continue }
        let to = end * lists.count + Int(filled[end])
        backward[to] = Int32(row)
        isBackwardNew[to] = isNew[from]
        filled[end] += 1
      }
    }
    self.backward = backward
    self.isBackwardNew = isBackwardNew
  }

  /// Appends what is two steps away and was not looked at before.
  ///
  /// - Parameter seen: For each point, the last row it was a candidate of.
  func collect(
    _ row: Int, known: UnsafeBufferPointer<Int32>, _ seen: inout [Int32],
    _ candidates: inout [Int32]
  ) {
    let mark = Int32(row)
    seen[row] = mark
    for place in known.indices { unsafe seen[Int(known[place])] = mark }
    forEachStep(from: row) { middle, isNewStep in
      forEachStep(from: Int(middle)) { end, isNewEnd in
        guard isNewStep || isNewEnd, seen[Int(end)] != mark else { return }
        seen[Int(end)] = mark
        candidates.append(end)
      }
    }
  }

  private func forEachStep(from row: Int, _ body: (Int32, Bool) -> Void) {
    let range = row * count..<(row + 1) * count
    for place in range { body(forward[place], isNew[place]) }
    for place in range {
      guard backward[place] >= 0 else { break }
      body(backward[place], isBackwardNew[place])
    }
  }
}
