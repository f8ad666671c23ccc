import Evaluation
import Parallel
import Testing

@testable import Latent

@Suite struct UMAPTests {
  private static func options(rounds: Int = 50) -> UMAP.Options {
    var options = UMAP.Options()
    options.rounds = rounds
    return options
  }

  @Test(arguments: [
    (1.0, 0.1, 1.57694346, 0.89506088), (1.0, 0.5, 0.58303002, 1.33416699),
    (1.0, 0.0, 1.9328084, 0.79049497), (2.0, 0.25, 0.4162735, 0.92185513),
  ])
  func `the curve is umap-learn's`(spread: Double, minimum: Double, a: Double, b: Double) {
    // umap.umap_.find_ab_params(spread, minimum)
    let curve = UMAPCurve(minimumDistance: minimum, spread: spread)
    #expect(abs(curve.a - a) < 1e-4 && abs(curve.b - b) < 1e-4)
  }

  @Test func `the graph of fuzzy neighbours is umap-learn's`() {
    // t = units(240, 11).reshape(60, 4).astype('f4')
    // g, _, _ = fuzzy_simplicial_set(t, 6, np.random.RandomState(0), 'euclidean')
    // g.nnz, g.sum(), (g.data ** 2).sum(), g.tocsr()[0]
    let points = MadePoints.plain(rows: 60, columns: 4, state: 11)
    let near = NearestNeighbours(of: points).graph(count: 5)
    let graph = FuzzyGraph(near, team: WorkerTeam(threads: 2))
    #expect(graph.ends.count == 390)
    #expect(abs(graph.weights.reduce(0, +) - 222.07053) < 0.01)
    #expect(abs(graph.weights.reduce(0) { $0 + $1 * $1 } - 163.84485) < 0.01)
    let first = zip(graph.ends, graph.weights).prefix(Int(graph.starts[1])).sorted { $0.0 < $1.0 }
    #expect(first.map(\.0) == [3, 15, 16, 40, 56])
    #expect(
      close(
        first.map(\.1), [0.15554582, 0.24244228, 0.94738626, 0.6921666, 1], within: 1e-4))
  }

  @Test func `weights are the same from both ends`() {
    let near = NearestNeighbours(of: MadePoints.noise(rows: 80, columns: 3)).graph(count: 6)
    let graph = FuzzyGraph(near, team: WorkerTeam(threads: 1))
    var weights: [SIMD2<Int32>: Float] = [:]
    for row in 0..<80 {
      for edge in Int(graph.starts[row])..<Int(graph.starts[row + 1]) {
        weights[SIMD2(Int32(row), graph.ends[edge])] = graph.weights[edge]
      }
    }
    #expect(weights.count == graph.weights.count)
    #expect(weights.allSatisfy { weights[SIMD2($0.key.y, $0.key.x)] == $0.value })
  }

  @Test(arguments: UMAP.Start.allCases)
  func `a seed gives one map bit for bit on any number of threads`(start: UMAP.Start) throws {
    let points = MadePoints.blobs(rows: 300, columns: 6, count: 3, distance: 3).points
    var options = Self.options(rounds: 20)
    options.start = start
    let maps = try [1, 2, 3].map {
      try UMAP(of: points, options: options, seed: 4, threads: $0).positions
    }
    #expect(maps[0] == maps[1] && maps[0] == maps[2])
    #expect(try UMAP(of: points, options: options, seed: 5).positions != maps[0])
  }

  @Test func `separate crowds stay apart and neighbours together`() throws {
    // Nine crowds in nine dimensions: a plane through them cannot keep them apart.
    let (points, labels) = MadePoints.blobs(rows: 270, columns: 9, count: 9, distance: 12)
    let map = try UMAP(of: points, options: Self.options(), seed: 1, threads: 2).positions
    let figures = NeighbourClassifier(of: map, labels: labels, classCount: 9, neighbours: 5)
      .leaveOneOutConfusion()
    #expect(figures.accuracy == 1)
    let components = try PrincipalComponents(of: points, count: 2).transform(points)
    let mapped = try #require(trustworthiness(of: map, from: points))
    let projected = try #require(trustworthiness(of: components, from: points))
    #expect(mapped > 0.93)
    #expect(projected < mapped - 0.05)
  }

  @Test func `the spectral start unrolls a ring`() throws {
    // The slowest waves around a ring of points are its sine and cosine.
    let count = 200
    var (indices, distances) = ([Int32](), [Float]())
    for row in 0..<count {
      for step in [1, count - 1, 2, count - 2] { indices.append(Int32((row + step) % count)) }
      distances += [1, 1, 2, 2]
    }
    let near = NeighbourGraph(rows: count, count: 4, indices: indices, distances: distances)
    let graph = FuzzyGraph(near, team: WorkerTeam(threads: 1))
    let found = try #require(
      try SpectralInitialization(graph, seed: 3, team: WorkerTeam(threads: 2)).positions())
    let radii = (0..<count).map { row -> Float in
      let (x, y) = (found[2 * row], found[2 * row + 1])
      return (x * x + y * y).squareRoot()
    }
    let (smallest, largest) = (radii.min() ?? 0, radii.max() ?? 1)
    #expect(smallest > 0.9 * largest)
  }

  @Test(arguments: [0, 1, 2, 5, 16, 40])
  func `few points and equal points give finite positions`(rows: Int) throws {
    for points in [
      MadePoints.noise(rows: rows, columns: 4), MadePoints.constant(rows: rows, columns: 4),
      MadePoints.noise(rows: rows, columns: 1),
    ] {
      let map = try UMAP(of: points, options: Self.options(rounds: 10))
      #expect(map.positions.rows == rows && map.positions.columns == 2)
    }
  }

  @Test func `huge numbers do no harm`() throws {
    var values = MadePoints.noise(rows: 60, columns: 3).values
    for index in stride(from: 0, to: values.count, by: 11) { values[index] *= 1e37 }
    let points = EmbeddingMatrix(rows: 60, columns: 3, values: values)
    #expect(try UMAP(of: points, options: Self.options(rounds: 10)).positions.rows == 60)
  }

  @Test func `points from outside land among their like`() throws {
    let (points, labels) = MadePoints.blobs(rows: 240, columns: 4, count: 4, distance: 15)
    let (others, theirs) = MadePoints.blobs(rows: 40, columns: 4, count: 4, distance: 15, seed: 8)
    let map = try UMAP(of: points, options: Self.options(), seed: 2)
    let placed = map.transform(others)
    #expect(map.transform(others, threads: 2) == placed)
    let figures = NeighbourClassifier(
      of: map.positions, labels: labels, classCount: 4, neighbours: 5
    ).confusion(of: placed, truth: theirs)
    #expect(figures.accuracy == 1)
  }
}

@Suite struct TrustworthinessTests {
  @Test(arguments: [(5, 0.776025641025641), (10, 0.797003745318352)])
  func `trustworthiness is scikit-learn's`(neighbours: Int, expected: Double) throws {
    // t = units(240, 11).reshape(60, 4).astype('f4'); trustworthiness(t, t[:, :2], n_neighbors=…)
    let points = MadePoints.plain(rows: 60, columns: 4, state: 11)
    let map = EmbeddingMatrix(
      rows: 60, columns: 2, values: (0..<60).flatMap { Array(points[$0].prefix(2)) })
    let found = try #require(
      trustworthiness(of: map, from: points, neighbours: neighbours, threads: 2))
    #expect(abs(found - expected) < 1e-12)
  }

  @Test func `a map that is the points themselves is trusted wholly`() {
    let points = MadePoints.noise(rows: 100, columns: 2)
    #expect(trustworthiness(of: points, from: points) == 1)
    #expect(trustworthiness(of: points, from: points, sample: 20) == 1)
  }

  @Test func `a sample says about what all rows say`() throws {
    let points = MadePoints.noise(rows: 600, columns: 3)
    let map = EmbeddingMatrix(
      rows: 600, columns: 2, values: (0..<600).flatMap { Array(points[$0].prefix(2)) })
    let all = try #require(trustworthiness(of: map, from: points))
    let some = try #require(trustworthiness(of: map, from: points, sample: 200))
    #expect(abs(all - some) < 0.02 && all != some)
  }

  @Test func `too few points say nothing`() {
    let points = MadePoints.noise(rows: 20, columns: 2)
    #expect(trustworthiness(of: points, from: points, neighbours: 15) == nil)
  }
}
