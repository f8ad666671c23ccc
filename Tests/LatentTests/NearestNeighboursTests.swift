import Latent
import TestSupport
import Testing

@Suite struct NearestNeighboursTests {
  static let exact: [NearestNeighbours.Method] = [.tree, .products]

  @Test(arguments: exact, [1, 3, 9, 15])
  func `neighbours are those found by looking at every pair`(
    method: NearestNeighbours.Method, columns: Int
  ) {
    let points = MadePoints.noise(rows: 150, columns: columns)
    let graph = NearestNeighbours(of: points).graph(count: 7, method: method, threads: 2)
    for row in 0..<points.rows {
      let expected = MadePoints.nearest(to: points[row], in: points, except: row, count: 7)
      #expect(Array(graph.neighbours(of: row)) == expected.map(\.index))
      for (found, wanted) in zip(graph.distances(of: row), expected) {
        #expect(abs(found - wanted.distance) <= 1e-6 * max(1, wanted.distance))
      }
    }
  }

  @Test(arguments: exact, [2, 5])
  func `among equally near points the first are taken`(
    method: NearestNeighbours.Method, columns: Int
  ) {
    let points = MadePoints.lattice(rows: 150, columns: columns)
    let graph = NearestNeighbours(of: points).graph(count: 9, method: method)
    for row in 0..<points.rows {
      let expected = MadePoints.nearest(to: points[row], in: points, except: row, count: 9)
      #expect(Array(graph.neighbours(of: row)) == expected.map(\.index))
    }
  }

  @Test(arguments: exact)
  func `points far from the origin keep their neighbours`(method: NearestNeighbours.Method) {
    // Whole numbers are exact even beside 4096, where squares leave only a digit for differences.
    let near = MadePoints.lattice(rows: 200, columns: 6)
    let far = EmbeddingMatrix(rows: 200, columns: 6, values: near.values.map { $0 + 4096 })
    let graphs = [near, far].map { NearestNeighbours(of: $0).graph(count: 5, method: method) }
    #expect(graphs[0] == graphs[1])
  }

  @Test(arguments: exact)
  func `equal points are at distance 0 and none is its own neighbour`(
    method: NearestNeighbours.Method
  ) {
    let graph = NearestNeighbours(of: MadePoints.constant(rows: 100, columns: 4))
      .graph(count: 3, method: method)
    #expect(graph.distances.allSatisfy { $0 == 0 })
    #expect(Array(graph.neighbours(of: 0)) == [1, 2, 3])
    #expect(Array(graph.neighbours(of: 2)) == [0, 1, 3])
    #expect(Array(graph.neighbours(of: 99)) == [0, 1, 2])
  }

  @Test(arguments: NearestNeighbours.Method.allCases)
  func `more neighbours than points are all the others`(method: NearestNeighbours.Method) {
    let graph = NearestNeighbours(of: MadePoints.noise(rows: 4, columns: 3))
      .graph(count: 10, method: method)
    #expect(graph.count == 3)
    for row in 0..<4 {
      #expect(Set(graph.neighbours(of: row)) == Set((0..<4).filter { $0 != row }))
    }
  }

  @Test(arguments: NearestNeighbours.Method.allCases, [0, 1])
  func `no point and one point have no neighbours`(method: NearestNeighbours.Method, rows: Int) {
    let graph = NearestNeighbours(of: MadePoints.noise(rows: rows, columns: 3))
      .graph(count: 5, method: method)
    #expect(graph.rows == rows && graph.count == 0 && graph.indices.isEmpty)
    #expect(graph.meanDistances == Array(repeating: 0, count: rows))
  }

  @Test(arguments: NearestNeighbours.Method.allCases)
  func `numbers whose squares are infinite do no harm`(method: NearestNeighbours.Method) {
    var values = MadePoints.noise(rows: 80, columns: 5).values
    for index in stride(from: 0, to: values.count, by: 7) { values[index] *= 3e37 }
    let graph = NearestNeighbours(of: EmbeddingMatrix(rows: 80, columns: 5, values: values))
      .graph(count: 4, method: method)
    for row in 0..<80 {
      let found = graph.neighbours(of: row)
      #expect(found.allSatisfy { 0..<80 ~= $0 && $0 != row } && Set(found).count == 4)
    }
  }

  @Test(arguments: NearestNeighbours.Method.allCases)
  func `the number of threads changes nothing bit for bit`(method: NearestNeighbours.Method) {
    let points = MadePoints.noise(rows: 700, columns: 8)
    let graphs = [1, 2, 3].map { threads in
      NearestNeighbours(of: points, threads: threads)
        .graph(count: 6, method: method, seed: 5, threads: threads)
    }
    #expect(graphs[0] == graphs[1] && graphs[0] == graphs[2])
  }

  @Test func `the tree of many levels agrees with the products`() {
    let points = MadePoints.noise(rows: 4500, columns: 2)
    let search = NearestNeighbours(of: points)
    #expect(search.graph(count: 3, method: .tree) == search.graph(count: 3, method: .products))
  }

  @Test func `cosine distances are one less the cosine and do not see lengths`() {
    let points = EmbeddingMatrix(rows: 4, columns: 2, values: [1, 0, 0, 5, -2, 0, 3, 3])
    let graph = NearestNeighbours(of: points, distance: .cosine).graph(count: 3)
    #expect(Array(graph.neighbours(of: 0)) == [3, 1, 2])
    let expected: [Float] = [1 - 0.5.squareRoot(), 1, 2].map { Float($0) }
    for (found, wanted) in zip(graph.distances(of: 0), expected) {
      #expect(abs(found - wanted) < 1e-6)
    }
  }

  @Test(arguments: [4, 30])
  func `points from outside find their nearest`(columns: Int) {
    let points = MadePoints.noise(rows: 200, columns: columns)
    let others = MadePoints.noise(rows: 40, columns: columns, seed: 9)
    let graph = NearestNeighbours(of: points).nearest(to: others, count: 5, threads: 2)
    for row in 0..<others.rows {
      let expected = MadePoints.nearest(to: others[row], in: points, except: nil, count: 5)
      #expect(Array(graph.neighbours(of: row)) == expected.map(\.index))
    }
    let own = NearestNeighbours(of: points).nearest(to: points.selecting([17]), count: 1)
    #expect(own.indices == [17] && own.distances == [0])
  }

  @Test func `the descent finds nearly all neighbours`() {
    let points = MadePoints.blobs(rows: 800, columns: 20, count: 5, distance: 6).points
    let search = NearestNeighbours(of: points)
    let exact = search.graph(count: 10, method: .products)
    let found = search.graph(count: 10, method: .descent, seed: 3, threads: 2)
    let shared = (0..<points.rows).reduce(0) {
      $0 + Set(exact.neighbours(of: $1)).intersection(found.neighbours(of: $1)).count
    }
    #expect(Double(shared) > 0.97 * 8000)
  }

  @Test(arguments: [3, 20])
  func `a row's neighbours are the same bit for bit wherever it stands`(columns: Int) {
    let search = NearestNeighbours(of: MadePoints.noise(rows: 700, columns: columns))
    let queries = MadePoints.noise(rows: 150, columns: columns, seed: 2)
    let whole = search.nearest(to: queries, count: 7)
    for range in [0..<1, 36..<150, 63..<66] {
      let part = search.nearest(to: queries.selecting(Array(range)), count: 7, threads: 2)
      let places = range.lowerBound * 7..<range.upperBound * 7
      #expect(firstDifference(part.indices, whole.indices[places]) == nil, "rows \(range)")
      #expect(firstDifference(part.distances, whole.distances[places]) == nil, "rows \(range)")
    }
  }
}
