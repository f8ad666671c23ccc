internal import CVector
internal import Parallel

/// A tree of boxes over points of few columns, every node with up to 16 children, so that a
/// processor looks at all of a node's boxes, or of a leaf's points, at once.
///
/// Points are halved again and again at the middle of their widest column.
///
/// - Source: Friedman, Bentley & Finkel 1977, ACM Trans. Math. Softw. 3, 209.
struct BoxTree: Sendable {
  static let mostColumns = 15
  private static let lanes = Int(vector_tree_fan)
  /// Halvings from a node to its children.
  private static let halvingsOfLevel = 4

  private let columns: Int
  /// Rows of the points, leaf by leaf.
  private let order: [Int32]
  private let values: [Float]
  private let fans: [Int]
  private let starts: [Int]
  private let boxes: [Float]
  private let runs: Int
  private let leaves: [Float]
  private let leafRows: [Int32]

  /// - Parameter points: At least one, of at most ``mostColumns`` columns.
  init(of points: EmbeddingMatrix, team: WorkerTeam) {
    precondition(points.columns <= Self.mostColumns && points.rows > 0)
    columns = points.columns
    values = points.values
    var halvings = 0
    while points.rows > Self.lanes << halvings { halvings += 1 }
    let division = Division(rows: points.rows, halvings: halvings)
    order = division.order(by: WidestColumn(points: points), team)
    fans = Self.fans(halvings: halvings)
    starts = Self.starts(fans)
    let packed = LeafPacking(points, order: order, division: division)
    runs = packed.runs
    leaves = packed.values
    leafRows = packed.rows
    boxes = Self.packed(
      packed.boxes, fans: fans, starts: starts, columns: points.columns)
  }

  /// Children of the nodes of each level: 16, but for the first level.
  private static func fans(halvings: Int) -> [Int] {
    let rest = halvings % halvingsOfLevel
    let full = Array(repeating: lanes, count: halvings / halvingsOfLevel)
    return rest > 0 || full.isEmpty ? [1 << rest] + full : full
  }

  /// Nodes of all levels before each.
  private static func starts(_ fans: [Int]) -> [Int] {
    var (nodes, before) = (1, 0)
    return fans.map { fan in
      defer {
        before += nodes
        nodes *= fan
      }
      return before
    }
  }

  /// Boxes of each node's children side by side, from those of the leaves upward.
  private static func packed(
    _ leafBoxes: [Box], fans: [Int], starts: [Int], columns: Int
  ) -> [Float] {
    let last = fans.count - 1
    let nodes = starts[last] + leafBoxes.count / fans[last]
    let size = 2 * columns * lanes
    var result = [Float](repeating: 0, count: nodes * size)
    var children = leafBoxes
    for level in fans.indices.reversed() {
      for (child, box) in children.enumerated() {
        let start = (starts[level] + child / fans[level]) * size + child % fans[level]
        for column in 0..<columns {
          result[start + column * lanes] = box.low[column]
          result[start + (columns + column) * lanes] = box.high[column]
        }
      }
      children = stride(from: 0, to: children.count, by: fans[level]).map { first in
        children[first..<first + fans[level]].dropFirst().reduce(children[first]) {
          $0.joined(with: $1)
        }
      }
    }
    return result
  }

  /// Fills lists with the nearest points of each query, or of each point, itself left out.
  func fill(_ lists: inout NeighbourLists, queries: EmbeddingMatrix?, team: WorkerTeam) {
    let (rows, count) = (lists.rows, lists.count)
    unsafe lists.withPointers { squares, indices in
      unsafe withTree { tree in
        unsafe (queries?.values ?? values).withUnsafeBufferPointer { asked in
          let asked = asked.baseAddress!
          // Points are asked for in the order of the leaves, whose boxes are then in the cache.
          team.forEachPart(of: rows, size: 256) { part in
            unsafe withUnsafePointer(to: tree) { tree in
              for place in part {
                let row = queries == nil ? Int(order[place]) : place
                unsafe vector_tree_nearest(
                  tree, asked + row * columns, queries == nil ? Int32(row) : -1, count,
                  squares + row * count, indices + row * count)
              }
            }
          }
        }
      }
    }
  }

  private func withTree(_ body: (vector_tree) -> Void) {
    unsafe fans.withUnsafeBufferPointer { fans in
      unsafe starts.withUnsafeBufferPointer { starts in
        unsafe boxes.withUnsafeBufferPointer { boxes in
          unsafe leaves.withUnsafeBufferPointer { leaves in
            unsafe leafRows.withUnsafeBufferPointer { rows in
              unsafe body(
                vector_tree(
                  columns: columns, levels: fans.count, fans: fans.baseAddress,
                  starts: starts.baseAddress, boxes: boxes.baseAddress, runs: runs,
                  points: leaves.baseAddress, rows: rows.baseAddress))
            }
          }
        }
      }
    }
  }
}
