import TestSupport
import Testing

@testable import Explorer

struct MapTests {
  private static func axes(_ table: LatentTable) throws -> MapAxes {
    try #require(MapAxes(table, horizontal: "umap_1", vertical: "umap_2"))
  }

  private static let box = MapBox(left: -8, right: 7, bottom: -3, top: 11)

  @Test(arguments: [(1, 1), (7, 5), (64, 64)])
  func `cells count every point in view once`(columns: Int, rows: Int) throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 300).table())
    let axes = try Self.axes(table)
    let grid = DensityGrid(
      axes, in: Self.box, columns: columns, rows: rows, colour: table["class"]?.values)
    let inside = axes.rows(in: Self.box, limit: .max)
    #expect(grid.total == inside.total && inside.rows.count == inside.total)
    #expect(grid.counts.reduce(0) { $0 + Int($1) } == grid.total)
    #expect(grid.total < 299 && grid.total > 200)
  }

  @Test func `a cell has the mean of its numbers and its commonest class`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 300).table())
    let axes = try Self.axes(table)
    let whole = MapBox(left: -100, right: 100, bottom: -100, top: 100)
    let means = DensityGrid(axes, in: whole, columns: 1, rows: 1, colour: table["r"]?.values)
    let magnitudes = try #require(table["r"]?.values.floats()).prefix(299)
    #expect(abs(means.colours[0] - magnitudes.reduce(0, +) / 299) < 1e-3)
    let upper = MapBox(left: -100, right: 100, bottom: 5, top: 100)
    let classes = DensityGrid(axes, in: upper, columns: 1, rows: 1, colour: table["class"]?.values)
    // Code 2 is the third name to occur.
    #expect(classes.colours == [2])
  }

  @Test func `empty cells have no colour`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 30).table())
    let far = MapBox(left: 1000, right: 1001, bottom: 0, top: 1)
    let grid = DensityGrid(
      try Self.axes(table), in: far, columns: 2, rows: 2, colour: table["r"]?.values)
    #expect(grid.total == 0 && grid.colours.allSatisfy(\.isNaN))
  }

  @Test func `a line encloses what a box of its corners does`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 300).table())
    let axes = try Self.axes(table)
    let polygon = try #require(MapPolygon([[-8, -3], [7, -3], [7, 11], [-8, 11]]))
    let (line, box) = (axes.rows(in: polygon, limit: .max), axes.rows(in: Self.box, limit: .max))
    #expect(line.rows == box.rows)
  }

  @Test func `what a line goes around twice is outside`() throws {
    let star = try #require(
      MapPolygon(
        (0..<5).map { point in
          let corners: [SIMD2<Float>] = [[0, 10], [6, -8], [-9.5, 3], [9.5, 3], [-6, -8]]
          return corners[point]
        }))
    #expect(!star.contains(0, 0))
    #expect(star.contains(0, 7))
    #expect(!star.contains(0, 11))
    #expect(MapPolygon([[0, 0], [1, 1]]) == nil)
    #expect(MapPolygon([[0, 0], [1, .nan], [1, 0]]) == nil)
  }

  @Test func `sets go by names and old ones are forgotten`() {
    let sets = PointSets(rowCount: 5)
    #expect(sets["all"] == [0, 1, 2, 3, 4])
    let first = sets.insert([3])
    #expect(sets[first] == [3])
    for row in 0..<Int32(100) { _ = sets.insert([row]) }
    #expect(sets[first] == nil && sets["all"] != nil)
    #expect(PointSets(rowCount: PointSets.maximumPoints + 1)["all"] == nil)
  }
}
