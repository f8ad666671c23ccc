import Latent
import Testing

@Suite struct SelfOrganizingMapTests {
  @Test(arguments: CellGrid.Shape.allCases)
  func `training brings the cells to the points and keeps the sheet whole`(
    shape: CellGrid.Shape
  ) throws {
    let points = MadePoints.noise(rows: 400, columns: 2)
    let map = try SelfOrganizingMap(
      of: points, grid: CellGrid(width: 8, height: 6, shape: shape), rounds: 20, threads: 2)
    let errors = map.quantizationErrors
    #expect(errors.count == 21)
    // Neighbourhoods as wide as the grid draw all cells together first.
    #expect(errors[20] < errors[0] && errors[20] < 0.5 * errors[1])
    for (later, earlier) in zip(errors.dropFirst(3), errors.dropFirst(2)) {
      #expect(later <= earlier * 1.02)
    }
    #expect(map.quantizationError(of: points) == errors[20])
    let torn = try #require(map.topographicError(of: points))
    #expect(torn < 0.15)
  }

  @Test func `a ridge parts two crowds`() throws {
    let (points, labels) = MadePoints.blobs(rows: 300, columns: 4, count: 2, distance: 20)
    let map = try SelfOrganizingMap(of: points, grid: CellGrid(width: 10, height: 4), rounds: 15)
    let occupancy = map.occupancy(
      of: map.bestUnits(of: points), classes: labels.map { $0 }, classCount: 2)
    #expect(occupancy.reduce(0) { $0 + $1.points } == 300)
    #expect(occupancy.allSatisfy { $0.majorityFraction ?? 1 == 1 })
    let matrix = map.uMatrix
    let median = matrix.sorted()[matrix.count / 2]
    #expect((matrix.max() ?? 0) > 3 * median)
  }

  @Test func `occupancy counts classes and names cells with few labels`() throws {
    let points = EmbeddingMatrix(rows: 6, columns: 1, values: [0, 0, 0, 0, 10, 10])
    let map = try SelfOrganizingMap(of: points, grid: CellGrid(width: 2, height: 1), rounds: 10)
    let units = map.bestUnits(of: points)
    #expect(Set(units.prefix(4)).count == 1 && units[4] == units[5] && units[0] != units[4])
    let cells = map.occupancy(of: units, classes: [1, 1, 0, nil, nil, nil], classCount: 2)
    let (full, sparse) = (cells[Int(units[0])], cells[Int(units[4])])
    #expect(full.points == 4 && full.counts == [1, 2] && full.majority == 1)
    #expect(full.majorityFraction == 2.0 / 3 && !full.isSparselyLabelled(fewerThan: 3))
    #expect(sparse.points == 2 && sparse.labelled == 0 && sparse.majority == nil)
    #expect(sparse.majorityFraction == nil && sparse.isSparselyLabelled(fewerThan: 1))
  }

  @Test(arguments: [(CellGrid.Shape.rectangular, [3, 5, 8]), (.hexagonal, [2, 3, 6])])
  func `cells have the neighbours of their grid`(shape: CellGrid.Shape, counts: [Int]) {
    let grid = CellGrid(width: 4, height: 4, shape: shape)
    #expect(grid.neighbours(of: 0).count == counts[0])
    #expect(grid.neighbours(of: 4).count == (shape == .hexagonal ? 5 : counts[1]))
    #expect(grid.neighbours(of: 5).count == counts[2])
    for cell in 0..<grid.count {
      for other in grid.neighbours(of: cell) {
        #expect(grid.neighbours(of: other).contains(cell))
      }
    }
  }

  @Test func `the number of threads changes nothing bit for bit`() throws {
    let points = MadePoints.noise(rows: 700, columns: 5)
    let grid = CellGrid(width: 5, height: 5)
    let one = try SelfOrganizingMap(of: points, grid: grid, rounds: 5)
    #expect(try SelfOrganizingMap(of: points, grid: grid, rounds: 5, threads: 2) == one)
  }

  @Test(arguments: [1, 2, 30])
  func `equal points and few points make a map`(rows: Int) throws {
    let points = MadePoints.constant(rows: rows, columns: 3)
    let map = try SelfOrganizingMap(of: points, grid: CellGrid(width: 3, height: 3), rounds: 4)
    #expect(map.quantizationErrors.last == 0)
    #expect(map.uMatrix == Array(repeating: 0, count: 9))
    let single = try SelfOrganizingMap(
      of: MadePoints.noise(rows: rows, columns: 1), grid: CellGrid(width: 1, height: 1))
    #expect(single.uMatrix == [0])
    #expect(single.topographicError(of: MadePoints.noise(rows: rows, columns: 1)) == nil)
    #expect(single.quantizationError(of: MadePoints.noise(rows: 0, columns: 1)) == nil)
  }
}
