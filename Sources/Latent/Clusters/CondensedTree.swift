/// A merge tree without the branches that are too small to be clusters: as the distance shrinks, a
/// cluster loses points, and sometimes falls into two.
struct CondensedTree {
  private struct Cluster {
    let parent: Int?
    /// One over the distance at which it came to be.
    let birth: Double
    /// The largest level at which something left it.
    var peak = 0.0
    /// The sum over its points of how long each stayed.
    var stability = 0.0
    var children: [Int] = []
  }

  private let rows: Int
  private var clusters: [Cluster] = []
  /// Of each point: the last cluster it was in, and one over the distance at which it left.
  private var lastCluster: [Int]
  private var departure: [Double]

  init(_ tree: MergeTree, smallest: Int) {
    rows = tree.rows
    lastCluster = Array(repeating: -1, count: rows)
    departure = Array(repeating: 0, count: rows)
    guard rows > 0 else { return }
    clusters.append(Cluster(parent: nil, birth: 0))
    // Nodes that still stand for a cluster.
    var open = [(node: tree.rows + tree.mergers.count - 1, cluster: 0)]
    while let (node, cluster) = open.popLast() {
      guard node >= tree.rows else {
        leave([node], cluster, .infinity)
        continue
      }
      let merger = tree.mergers[node - tree.rows]
      let level = Self.level(merger.length)
      let parts = [merger.left, merger.right]
      let large = parts.filter { tree.size(of: $0) >= smallest }
      for part in parts where large.count < 2 && !large.contains(part) {
        leave(tree.points(below: part), cluster, level)
      }
      if large.count == 1 { open.append((large[0], cluster)) }
      guard large.count == 2 else { continue }
      for part in large {
        clusters[cluster].children.append(clusters.count)
        add(tree.size(of: part), level, to: cluster)
        open.append((part, clusters.count))
        clusters.append(Cluster(parent: cluster, birth: level))
      }
    }
  }

  /// One over a distance. Equal points would be infinitely dense; they count as very dense.
  private static func level(_ length: Float) -> Double {
    1 / max(Double(length), 1e-12)
  }

  private mutating func leave(_ points: [Int], _ cluster: Int, _ level: Double) {
    let level = min(level, Self.level(0))
    for point in points {
      lastCluster[point] = cluster
      departure[point] = level
    }
    add(points.count, level, to: cluster)
  }

  private mutating func add(_ count: Int, _ level: Double, to cluster: Int) {
    clusters[cluster].stability += Double(count) * (level - clusters[cluster].birth)
    clusters[cluster].peak = max(clusters[cluster].peak, level)
  }

  struct Selection {
    var labels: [Int32]
    var memberships: [Float]
    var count: Int
  }

  /// The clusters that together last longest, none within another; never the one of all points.
  func selection() -> Selection {
    var best = clusters.map(\.stability)
    var isChosen = [Bool](repeating: true, count: clusters.count)
    // Children come after their parents.
    for index in clusters.indices.reversed() {
      let inside = clusters[index].children.reduce(0) { $0 + best[$1] }
      if index == 0 || inside > best[index] {
        isChosen[index] = false
        best[index] = inside
      }
    }
    var owner = [Int?](repeating: nil, count: clusters.count)
    for index in clusters.indices {
      owner[index] = clusters[index].parent.flatMap { owner[$0] } ?? (isChosen[index] ? index : nil)
    }
    return labelled(by: owner)
  }

  private func labelled(by owner: [Int?]) -> Selection {
    // What left at the level at which a cluster came to be was never in it; in which order equal
    // distances are taken must not matter.
    let members = lastCluster.enumerated().map { row, last -> Int? in
      guard last >= 0, let cluster = owner[last] else { return nil }
      return departure[row] > clusters[cluster].birth ? cluster : nil
    }
    var sizes = [Int](repeating: 0, count: clusters.count)
    for cluster in members.compactMap(\.self) { sizes[cluster] += 1 }
    let order = largestFirst(sizes)
    var labels = [Int32](repeating: -1, count: clusters.count)
    for (label, cluster) in order.enumerated() { labels[cluster] = Int32(label) }
    return Selection(
      labels: members.map { $0.map { labels[$0] } ?? -1 },
      memberships: members.enumerated().map { row, cluster in
        cluster.map { Float(min(1, departure[row] / clusters[$0].peak)) } ?? 0
      },
      count: order.count)
  }
}
