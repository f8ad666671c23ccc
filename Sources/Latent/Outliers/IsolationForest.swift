import Glibc
internal import Numbers
internal import Parallel
internal import Random

/// Scores points by how few random cuts it takes to leave them alone: near 1 for what lies apart,
/// below 1/2 for what lies in a crowd.
///
/// - Source: Liu, Ting & Zhou 2008, ICDM, 413.
public struct IsolationForest: Sendable {
  private let trees: [IsolationTree]
  private let columns: Int
  /// Mean length of a search for nothing in a tree of a sample.
  private let usualDepth: Double

  /// - Parameters:
  ///   - trees: More make scores less a matter of luck.
  ///   - sample: Points a tree is made of.
  public init(
    of points: EmbeddingMatrix, trees: Int = 200, sample: Int = 256, seed: UInt64 = 0,
    threads: Int = 1
  ) {
    precondition(trees > 0 && sample > 1, "expected trees and samples, found \(trees), \(sample)")
    columns = points.columns
    usualDepth = Self.searchDepth(min(sample, points.rows))
    var made = [IsolationTree?](repeating: nil, count: trees)
    unsafe made.withUnsafeMutableBufferPointer { made in
      WorkerTeam(threads: threads).forEach(trees) { tree in
        unsafe made[tree] = IsolationTree(of: points, sample: sample, seed: seed, tree: tree)
      }
    }
    self.trees = made.compactMap(\.self)
  }

  /// Shape `[rows]`; 1/2 for all where the forest was made of fewer than two points.
  public func scores(of points: EmbeddingMatrix, threads: Int = 1) -> [Float] {
    precondition(
      points.columns == columns, "expected points of \(columns) columns, found \(points.columns)")
    var result = [Float](repeating: 0.5, count: points.rows)
    guard usualDepth > 0 else { return result }
    unsafe result.withUnsafeMutableBufferPointer { result in
      unsafe points.values.withUnsafeBufferPointer { values in
        WorkerTeam(threads: threads).forEachPart(of: points.rows, size: 1024) { part in
          var depths = [Double](repeating: 0, count: part.count)
          // Tree by tree, which then stays in the cache.
          for tree in trees {
            unsafe tree.addDepths(of: part, values.baseAddress!, columns, &depths)
          }
          for row in part {
            let mean = depths[row - part.lowerBound] / Double(trees.count)
            unsafe result[row] = Float(exp2(-mean / usualDepth))
          }
        }
      }
    }
    return result
  }

  /// Mean number of steps of an unsuccessful search in a binary tree of so many: `c(n)`.
  static func searchDepth(_ count: Int) -> Double {
    guard count > 1 else { return 0 }
    let harmonic = (1..<count).reduce(0.0) { $0 + 1 / Double($1) }
    return 2 * harmonic - 2 * Double(count - 1) / Double(count)
  }
}

/// Cuts at random places of random columns.
private struct IsolationTree: Sendable {
  private struct Node {
    /// -1 in a leaf.
    var column: Int32
    /// What is smaller goes to the node after this one, the rest to `other`.
    var cut: Float
    var other: Int32
    /// In a leaf, its depth and that of the tree its points would need.
    var depth: Float
  }

  private var nodes: [Node] = []

  init(of points: EmbeddingMatrix, sample: Int, seed: UInt64, tree: Int) {
    var random = RandomStream(
      seed: seed, purpose: .bootstrap, stream: UInt64(truncatingIfNeeded: tree + 1))
    var rows: [Int] = []
    if points.rows <= sample {
      rows = Array(0..<points.rows)
    } else {
      var taken: Set<Int> = []
      while rows.count < sample {
        let row = Int(random.next(upperBound: UInt64(points.rows)))
        if taken.insert(row).inserted { rows.append(row) }
      }
    }
    let deepest = Int(clamping: log2(Double(max(rows.count, 2))).rounded(.up))
    grow(rows, of: points, depth: 0, deepest: deepest, &random)
  }

  private mutating func grow(
    _ rows: [Int], of points: EmbeddingMatrix, depth: Int, deepest: Int,
    _ random: inout RandomStream
  ) {
    guard depth < deepest, rows.count > 1,
      let (column, cut) = Self.cut(rows, points, &random)
    else {
      let rest = IsolationForest.searchDepth(rows.count)
      nodes.append(Node(column: -1, cut: 0, other: 0, depth: Float(Double(depth) + rest)))
      return
    }
    let place = nodes.count
    nodes.append(Node(column: Int32(column), cut: cut, other: 0, depth: 0))
    let isBelow = { (row: Int) in points.values[row * points.columns + column] < cut }
    grow(rows.filter(isBelow), of: points, depth: depth + 1, deepest: deepest, &random)
    nodes[place].other = Int32(nodes.count)
    grow(
      rows.filter { !isBelow($0) }, of: points, depth: depth + 1, deepest: deepest, &random)
  }

  /// A place between the ends of a column in which the rows differ, or `nil` where there is none.
  private static func cut(
    _ rows: [Int], _ points: EmbeddingMatrix, _ random: inout RandomStream
  ) -> (column: Int, cut: Float)? {
    let first = Int(random.next(upperBound: UInt64(points.columns)))
    for step in 0..<points.columns {
      let column = (first + step) % points.columns
      var (low, high) = (Float.infinity, -Float.infinity)
      for row in rows {
        let value = points.values[row * points.columns + column]
        low = min(low, value)
        high = max(high, value)
      }
      guard low < high else { continue }
      // Above the smallest, so that neither side is empty.
      let fraction = Double(low) + (Double(high) - Double(low)) * random.nextUnit()
      return (column, max(Float(fraction), low.nextUp))
    }
    return nil
  }

  func addDepths(
    of part: Range<Int>, _ values: UnsafePointer<Float>, _ columns: Int, _ depths: inout [Double]
  ) {
    unsafe nodes.withUnsafeBufferPointer { nodes in
      for row in part {
        let point = unsafe values + row * columns
        var place = 0
        while unsafe nodes[place].column >= 0 {
          let node = unsafe nodes[place]
          place = unsafe point[Int(node.column)] < node.cut ? place + 1 : Int(node.other)
        }
        unsafe depths[row - part.lowerBound] += Double(nodes[place].depth)
      }
    }
  }
}
