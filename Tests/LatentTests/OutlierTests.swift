import Evaluation
import Testing

@testable import Latent

@Suite struct OutlierTests {
  /// A crowd, and three points outside.
  private static let points: EmbeddingMatrix = {
    let crowd = MadePoints.noise(rows: 300, columns: 4)
    return EmbeddingMatrix(
      rows: 303, columns: 4,
      values: crowd.values + [9, 0, 0, 0, 0, -8, 8, 0, 5, 5, 5, 5])
  }()

  @Test func `what lies apart has the highest scores`() {
    let forest = IsolationForest(of: Self.points, trees: 100, seed: 1)
    for scores in [
      forest.scores(of: Self.points),
      NearestNeighbours(of: Self.points).graph(count: 5).meanDistances,
    ] {
      let top = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(3)
      #expect(Set(top) == [300, 301, 302])
    }
  }

  @Test func `isolation scores are above a half outside and below it in the crowd`() {
    let scores = IsolationForest(of: Self.points, trees: 100, seed: 1).scores(of: Self.points)
    #expect(scores.suffix(3).allSatisfy { $0 > 0.6 && $0 < 1 })
    #expect(scores.prefix(300).sorted()[150] < 0.5)
  }

  @Test func `a seed gives one forest bit for bit on any number of threads`() {
    func scores(seed: UInt64, threads: Int) -> [Float] {
      IsolationForest(of: Self.points, trees: 20, sample: 64, seed: seed, threads: threads)
        .scores(of: Self.points, threads: threads)
    }
    #expect(scores(seed: 1, threads: 1) == scores(seed: 1, threads: 2))
    #expect(scores(seed: 1, threads: 1) != scores(seed: 2, threads: 1))
  }

  @Test(arguments: [(2, 1.0), (3, 5.0 / 3), (4, 13.0 / 6), (256, 10.2486)])
  func `usual search depths are as in the paper`(count: Int, depth: Double) {
    // c(n) = 2 H(n - 1) - 2 (n - 1) / n
    #expect(abs(IsolationForest.searchDepth(count) - depth) < 1e-4)
  }

  @Test(arguments: [0, 1, 2, 20])
  func `equal points all have the usual score`(rows: Int) {
    let points = MadePoints.constant(rows: rows, columns: 3)
    let scores = IsolationForest(of: points, trees: 5).scores(of: points)
    #expect(scores == Array(repeating: 0.5, count: rows))
    let mixed = MadePoints.constant(rows: 2, columns: 2)
    #expect(IsolationForest(of: mixed, trees: 3).scores(of: mixed) == [0.5, 0.5])
  }

  @Test func `rank fractions go from 0 to 1, equal scores sharing theirs`() {
    #expect(rankFraction(of: [3, 1, 2, .infinity, -1]) == [0.75, 0.25, 0.5, 1, 0])
    #expect(rankFraction(of: [5, 5, 5]) == [0.5, 0.5, 0.5])
    #expect(rankFraction(of: [1, 2, 2, 3]) == [0, 0.5, 0.5, 1])
    #expect(rankFraction(of: [7]) == [0] && rankFraction(of: []).isEmpty)
    let withNone = rankFraction(of: [.nan, 2, 1])
    #expect(withNone[0].isNaN && withNone.suffix(2) == [1, 0])
  }
}

@Suite struct NeighbourClassifierTests {
  @Test func `separate crowds are told apart and mixed ones are not`() {
    let (points, labels) = MadePoints.blobs(rows: 150, columns: 3, count: 3, distance: 15)
    let apart = NeighbourClassifier(of: points, labels: labels, classCount: 3)
    #expect(apart.leaveOneOutConfusion(threads: 2).accuracy == 1)
    let noise = MadePoints.noise(rows: 150, columns: 3)
    let mixed = NeighbourClassifier(of: noise, labels: labels, classCount: 3)
    let accuracy = mixed.leaveOneOutConfusion().accuracy ?? 1
    #expect(accuracy < 0.5)
  }

  @Test func `the nearer point decides between equal votes`() {
    let points = EmbeddingMatrix(rows: 4, columns: 1, values: [0, 1, 3, 4])
    let classifier = NeighbourClassifier(
      of: points, labels: [0, 0, 1, 1], classCount: 2, neighbours: 4)
    let others = EmbeddingMatrix(rows: 3, columns: 1, values: [0.9, 1.9, 2.1])
    #expect(classifier.classes(of: others) == [0, 0, 1])
  }

  @Test func `a class with one point is always missed when that is left out`() {
    let points = EmbeddingMatrix(rows: 4, columns: 1, values: [0, 1, 2, 9])
    let classifier = NeighbourClassifier(
      of: points, labels: [0, 0, 0, 1], classCount: 3, neighbours: 1)
    let figures = classifier.leaveOneOutConfusion()
    #expect(figures.accuracy == 0.75 && figures.balancedAccuracy == 0.5)
  }

  @Test func `without points there is no figure, and one point has no other to ask`() {
    let none = NeighbourClassifier(
      of: MadePoints.noise(rows: 0, columns: 2), labels: [], classCount: 2)
    #expect(none.leaveOneOutConfusion().accuracy == nil)
    #expect(none.classes(of: MadePoints.noise(rows: 2, columns: 2)) == [nil, nil])
    let one = NeighbourClassifier(
      of: MadePoints.noise(rows: 1, columns: 2), labels: [1], classCount: 2)
    #expect(one.leaveOneOut() == [nil] && one.leaveOneOutConfusion().accuracy == 0)
  }
}
