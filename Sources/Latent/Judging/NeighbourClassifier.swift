public import Evaluation

/// Gives a point the class that most of its nearest labelled points have; says how well a space
/// tells classes apart.
///
/// - Source: Cover & Hart 1967, IEEE Trans. Inf. Theory 13, 21.
public struct NeighbourClassifier: Sendable {
  private let search: NearestNeighbours
  private let labels: [Int]
  private let classCount: Int
  private let neighbours: Int

  /// - Parameter labels: Each point's class, below `classCount`.
  public init(
    of points: EmbeddingMatrix, labels: [Int], classCount: Int, neighbours: Int = 15,
    distance: Distance = .euclidean, threads: Int = 1
  ) {
    precondition(
      labels.count == points.rows, "expected \(points.rows) labels, found \(labels.count)")
    precondition(
      labels.allSatisfy { 0..<classCount ~= $0 }, "expected classes below \(classCount)")
    precondition(neighbours > 0, "expected a positive number of neighbours, found \(neighbours)")
    search = NearestNeighbours(of: points, distance: distance, threads: threads)
    self.labels = labels
    self.classCount = classCount
    self.neighbours = neighbours
  }

  /// Classes of other points; `nil` where there is no labelled point at all.
  public func classes(of others: EmbeddingMatrix, threads: Int = 1) -> [Int?] {
    votes(search.nearest(to: others, count: neighbours, threads: threads))
  }

  /// Classes of the labelled points, each by all others.
  public func leaveOneOut(threads: Int = 1) -> [Int?] {
    votes(search.graph(count: neighbours, threads: threads))
  }

  /// How often ``leaveOneOut(threads:)`` is right.
  public func leaveOneOutConfusion(threads: Int = 1) -> ConfusionMatrix {
    confusion(labels, leaveOneOut(threads: threads))
  }

  /// How often ``classes(of:threads:)`` is right.
  public func confusion(
    of others: EmbeddingMatrix, truth: [Int], threads: Int = 1
  ) -> ConfusionMatrix {
    confusion(truth, classes(of: others, threads: threads))
  }

  /// What nobody votes on is called a class of its own, behind the others.
  private func confusion(_ truth: [Int], _ found: [Int?]) -> ConfusionMatrix {
    ConfusionMatrix(
      truth: truth, predicted: found.map { $0 ?? classCount }, classCount: classCount + 1)
  }

  /// Where two classes have as many votes, the one with the nearer point wins.
  private func votes(_ graph: NeighbourGraph) -> [Int?] {
    (0..<graph.rows).map { row in
      var counts = [Int](repeating: 0, count: classCount)
      for index in graph.neighbours(of: row) { counts[labels[Int(index)]] += 1 }
      let most = counts.max() ?? 0
      return graph.neighbours(of: row).lazy.map { labels[Int($0)] }.first { counts[$0] == most }
    }
  }
}
