import Numbers

/// Sources in small cubes of space, so that those near a direction are found without looking at
/// the others.
///
/// Only cubes that hold something take memory: a cube's number is hashed to one of as many
/// buckets as there are sources. Cubes of one column lie side by side.
struct SkyGrid: Sendable {
  private struct Entry: Sendable {
    let vector: UnitVector
    let source: Int32
  }

  /// A cube; numbers count from a corner outside the sphere, so that they are positive.
  private struct Cube: Equatable {
    let x: UInt64
    let y: UInt64
    let z: UInt64
  }

  /// Sources whose positions are no directions; they are not in the grid.
  let unusableCount: Int
  /// Length of the straight line that is looked along in every direction.
  private let reach: Double
  /// Cubes per unit of length.
  private let scale: Double
  private let mask: UInt64
  /// Where each bucket's entries begin; one more than there are buckets.
  private var starts: [Int32] = []
  /// Bucket by bucket, in the sources' order.
  private var entries: [Entry] = []

  /// Sides of cubes in reaches: wide ones where the sky is empty, so that few cubes have to be
  /// looked into; narrow ones where it is crowded. Never below 2, or more than two cubes of a
  /// row would be within reach.
  private static let sides = [64.0, 16, 4]
  /// Neighbours in its bucket that a source may have on average before cubes are made smaller.
  private static let crowd = 8.0
  /// Smallest side, so that cubes' numbers stay small; 0.4″.
  private static let smallestSide = 2e-6

  /// - Parameter reach: On the unit sphere; positive, below 1/4.
  init(_ points: SkyPoints, reach: Double) {
    precondition(points.count < Int32.max, "expected fewer than 2³¹ sources")
    let vectors = points.vectors()
    let unusable = vectors.count { $0 == nil }
    var grid = SkyGrid(
      vectors, reach: reach, side: Self.sides[0], unusableCount: unusable)
    for side in Self.sides.dropFirst() where grid.neighbours > Self.crowd {
      grid = SkyGrid(vectors, reach: reach, side: side, unusableCount: unusable)
    }
    self = grid
  }

  private init(_ vectors: [UnitVector?], reach: Double, side: Double, unusableCount: Int) {
    self.unusableCount = unusableCount
    self.reach = reach
    scale = 1 / max(side * reach, Self.smallestSide)
    var bucketCount = 16
    while bucketCount < vectors.count { bucketCount *= 2 }
    mask = UInt64(bucketCount - 1)
    fill(vectors, bucketCount: bucketCount)
  }

  /// Sorts by bucket, by counting.
  private mutating func fill(_ vectors: [UnitVector?], bucketCount: Int) {
    var next = [Int32](repeating: 0, count: bucketCount + 1)
    for case let vector? in vectors { next[bucket(of: cube(of: vector)) + 1] += 1 }
    for bucket in 0..<bucketCount { next[bucket + 1] += next[bucket] }
    starts = next
    let empty = Entry(vector: UnitVector(x: 0, y: 0, z: 0), source: -1)
    entries = Array(repeating: empty, count: Int(next[bucketCount]))
    for (source, vector) in vectors.enumerated() {
      guard let vector else { continue }
      let bucket = bucket(of: cube(of: vector))
      entries[Int(next[bucket])] = Entry(vector: vector, source: Int32(source))
      next[bucket] += 1
    }
  }

  /// Entries in a source's bucket, the mean over the sources.
  private var neighbours: Double {
    guard !entries.isEmpty else { return 0 }
    let squares = (1..<starts.count).reduce(0.0) { sum, bucket in
      let count = Double(starts[bucket] - starts[bucket - 1])
      return sum + count * count
    }
    return squares / Double(entries.count)
  }

  @inline(__always)
  private func number(_ coordinate: Double) -> UInt64 { UInt64(clamping: (coordinate + 2) * scale) }

  @inline(__always)
  private func cube(of vector: UnitVector) -> Cube {
    Cube(x: number(vector.x), y: number(vector.y), z: number(vector.z))
  }

  @inline(__always)
  private func bucket(of cube: Cube) -> Int {
    var column = cube.x &* 0x9e37_79b9_7f4a_7c15 &+ cube.y &* 0xc2b2_ae3d_27d4_eb4f
    column = (column ^ column >> 29) &* 0xbf58_476d_1ce4_e5b9
    return Int((column >> 32 &+ cube.z) & mask)
  }

  /// Hands out every source whose straight distance is not above the reach, once, in no
  /// particular order.
  @inline(__always)
  func forEachSource(near vector: UnitVector, _ body: (_ source: Int32) -> Void) {
    let (lowX, highX) = (number(vector.x - reach), number(vector.x + reach))
    let (lowY, highY) = (number(vector.y - reach), number(vector.y + reach))
    let (lowZ, highZ) = (number(vector.z - reach), number(vector.z + reach))
    for x in lowX...highX {
      for y in lowY...highY {
        for z in lowZ...highZ {
          look(into: Cube(x: x, y: y, z: z), near: vector, body)
        }
      }
    }
  }

  @inline(__always)
  private func look(
    into cube: Cube, near vector: UnitVector, _ body: (_ source: Int32) -> Void
  ) {
    let bucket = bucket(of: cube)
    var position = Int(starts[bucket])
    let end = Int(starts[bucket + 1])
    while position < end {
      let entry = entries[position]
      position += 1
      // Other cubes may share the bucket; a source belongs to its own cube only.
      if entry.vector.squaredDistance(from: vector) <= reach * reach,
        self.cube(of: entry.vector) == cube
      {
        body(entry.source)
      }
    }
  }
}
