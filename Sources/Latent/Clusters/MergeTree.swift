/// How points merge into one as the distance grows: node `rows + n` is the n-th merger.
struct MergeTree {
  struct Merger {
    let left: Int
    let right: Int
    let length: Float
    let size: Int
  }

  let rows: Int
  let mergers: [Merger]

  /// - Parameter edges: A spanning tree of the rows.
  init(rows: Int, edges: [SpanningTree.Edge]) {
    self.rows = rows
    let sorted = edges.sorted {
      ($0.length, $0.one, $0.other) < ($1.length, $1.one, $1.other)
    }
    var sets = DisjointSets(count: rows)
    // Of each set's root: the node that stands for it, and its size.
    var nodes = Array(0..<rows)
    var sizes = [Int](repeating: 1, count: rows)
    var mergers: [Merger] = []
    mergers.reserveCapacity(edges.count)
    for edge in sorted {
      let (one, other) = (sets.root(of: Int(edge.one)), sets.root(of: Int(edge.other)))
      let merger = Merger(
        left: nodes[one], right: nodes[other], length: edge.length, size: sizes[one] + sizes[other])
      _ = sets.join(one, other)
      let root = min(one, other)
      nodes[root] = rows + mergers.count
      sizes[root] = merger.size
      mergers.append(merger)
    }
    self.mergers = mergers
  }

  func size(of node: Int) -> Int { node < rows ? 1 : mergers[node - rows].size }

  /// The points below a node.
  func points(below node: Int) -> [Int] {
    var (open, result) = ([node], [Int]())
    while let next = open.popLast() {
      if next < rows {
        result.append(next)
      } else {
        open.append(mergers[next - rows].left)
        open.append(mergers[next - rows].right)
      }
    }
    return result
  }
}
