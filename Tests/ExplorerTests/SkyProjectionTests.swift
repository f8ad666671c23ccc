import Foundation
import Sky
import Tables
import TestSupport
import Testing

@testable import Explorer

struct SkyProjectionTests {
  private static let radian = Double.pi / 180

  private static func position(_ ra: Double, _ dec: Double) throws -> SkyPosition {
    try #require(SkyPosition(rightAscension: ra, declination: dec))
  }

  private static let projections = [
    SkyProjection(.hammer, rightAscension: 5, declination: 0),
    SkyProjection(.hammer, rightAscension: 180, declination: 0),
    SkyProjection(.zenithal, rightAscension: 0, declination: 0),
    SkyProjection(.zenithal, rightAscension: 359.5, declination: 62),
    SkyProjection(.zenithal, rightAscension: 10, declination: -89),
  ]

  @Test(arguments: projections)
  func `north is up and east is left`(projection: SkyProjection) throws {
    let (ra, dec) = (projection.rightAscension, projection.declination)
    let middle = projection.place(try Self.position(ra, dec))
    #expect(abs(middle.x) < 1e-9 && abs(middle.y) < 1e-9)
    let east = projection.place(try Self.position(ra + 0.5, dec))
    let north = projection.place(try Self.position(ra, dec + 0.5))
    #expect(abs(east.x + 0.5 * cos(dec * Self.radian)) < 1e-4)
    #expect(abs(north.y - 0.5) < 1e-4 && abs(north.x) < 1e-9)
  }

  @Test(arguments: projections)
  func `areas are kept`(projection: SkyProjection) throws {
    for (ra, dec) in [(20.0, 40.0), (60, -30), (350, 70), (100, 1)] {
      let step = 1e-3
      let corner = projection.place(try Self.position(ra, dec))
      let across = projection.place(try Self.position(ra + step, dec))
      let up = projection.place(try Self.position(ra, dec + step))
      let area =
        (across.x - corner.x) * (up.y - corner.y) - (across.y - corner.y) * (up.x - corner.x)
      #expect(abs(-area / step / step - cos(dec * Self.radian)) < 1e-3)
    }
  }

  /// Calabretta & Greisen 2002, equations 108 to 110.
  @Test func `the whole sky is an ellipse twice as wide as high`() throws {
    let projection = SkyProjection(.hammer, rightAscension: 0, declination: 0)
    let whole = try #require(projection.whole)
    #expect(abs(whole.right - 162.0569) < 1e-3 && abs(whole.top - 81.0285) < 1e-3)
    #expect(abs(projection.place(try Self.position(0, 90)).y - 81.0285) < 1e-3)
    #expect(abs(abs(projection.place(try Self.position(180, 0)).x) - 162.0569) < 1e-3)
    #expect(abs(projection.place(try Self.position(270, 0)).x - 87.7050) < 1e-3)
    for ra in stride(from: 0.0, to: 360, by: 7) {
      for dec in stride(from: -90.0, through: 90, by: 9) {
        let (x, y) = projection.place(try Self.position(ra, dec))
        #expect(pow(x / 162.057, 2) + pow(y / 81.029, 2) <= 1)
      }
    }
  }

  @Test func `a field across right ascension 0 stays in one piece`() throws {
    let field = try [358.0, 359, 0, 1, 2].map { try Self.position($0, 12) }
    let projection = SkyProjection(of: field)
    #expect(projection.kind == .zenithal && projection.whole == nil)
    #expect(abs(projection.place(field[2]).x) < 1e-6)
    let places = field.map(projection.place)
    for (one, next) in zip(places, places.dropFirst()) {
      #expect(next.x < one.x && one.x - next.x < 1)
    }
  }

  @Test func `what covers much of the sky is cut where there is nothing`() throws {
    let field = try stride(from: 300.0, to: 500, by: 0.5).map { try Self.position($0, 10) }
    let projection = SkyProjection(of: field)
    // Right ascensions 140 to 300 are empty: the cut is at 220.
    #expect(projection.kind == .hammer && abs(projection.rightAscension - 40) < 2.6)
    let places = field.map(projection.place)
    for (one, next) in zip(places, places.dropFirst()) {
      #expect(next.x < one.x && one.x - next.x < 1)
    }
  }

  @Test func `a sky covered alike has 180° in the middle, and none is a sky too`() throws {
    let all = try stride(from: 0.0, to: 360, by: 0.5).map { try Self.position($0, 0) }
    #expect(SkyProjection(of: all).rightAscension == 180)
    #expect(SkyProjection(of: [] as [SkyPosition]).kind == .hammer)
  }

  @Test func `the map of a position's columns is the sky, with rows without one nowhere`() throws {
    let table = try LatentTable(
      Table(columns: [
        Column(
          info: ColumnInfo(name: "ra", type: .double), values: .double([359.9, 0.1, .nan, 0])),
        Column(info: ColumnInfo(name: "dec", type: .double), values: .double([5, 5, 5, 91])),
      ]), identifier: nil)
    let axes = try #require(MapAxes(table, horizontal: "ra", vertical: "dec"))
    #expect(axes.placedCount == 2 && axes.isPlaced(0) && axes.isPlaced(1))
    #expect(axes.horizontal[0] > axes.horizontal[1])
    #expect(axes.horizontal[0] - axes.horizontal[1] < 0.21)
    #expect(try #require(axes.extent).right - axes.horizontal[0] == 0)
    let other = try #require(MapAxes(table, horizontal: "dec", vertical: "ra"))
    #expect(other.projection == nil && other.horizontal[0] == 5)
  }

  @Test func `magnitudes grow downward`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 30).table())
    let axes = try #require(MapAxes(table, horizontal: "umap_1", vertical: "r"))
    let magnitudes = try #require(table["r"]?.values.floats())
    #expect(axes.isUpsideDown && axes.vertical == magnitudes.map { -$0 })
    let other = try #require(MapAxes(table, horizontal: "r", vertical: "umap_2"))
    #expect(!other.isUpsideDown && other.horizontal == magnitudes)
  }
}
