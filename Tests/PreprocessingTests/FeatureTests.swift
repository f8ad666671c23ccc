import Files
import Preprocessing
import Tables
import TestSupport
import Testing

struct FeatureTests {
  @Test func `colours and magnitudes are scaled differences and values`() throws {
    let fixture = try FeatureFixture()
    #expect(
      fixture.features.names == ["u-g", "g-r", "r-i", "i-z", "u", "g", "r", "i", "z"])
    let batch = fixture.apply()
    let (u, g) = (fixture.table["u"]?.floats() ?? [], fixture.table["g"]?.floats() ?? [])
    for row in [0, 1, 700, 1199] {
      let features = Array(batch.features(row))
      #expect(features[0] == fixture.features.features[0].scale(u[row] - g[row]))
      #expect(features[4] == fixture.features.features[4].scale(u[row]))
    }
  }

  @Test func `all colours are of every two bands`() throws {
    let fixture = try FeatureFixture(options: FeatureOptions(colours: .all, magnitudes: .reference))
    #expect(fixture.features.count == 11)
    #expect(fixture.features.names.last == "r")
  }

  @Test func `one magnitude is r's, wherever r stands`() throws {
    var columns = SimulatedSky.columns
    columns.bands.removeFirst()
    let fixture = try FeatureFixture(
      columns: columns, options: FeatureOptions(colours: .none, magnitudes: .reference))
    #expect(fixture.features.names == ["r"])
  }

  @Test func `only training rows decide`() throws {
    let table = SimulatedSky(rowCount: 1200).table()
    let other = table.changing("u") { row, value in row % 2 == 1 ? value + 0.01 : value }
    let (fitted, changed) = (try FeatureFixture(table).features, try FeatureFixture(other).features)
    #expect(fitted.features == changed.features)
    #expect(fitted.bands == changed.bands)
  }

  @Test func `a row's numbers do not depend on where it stands`() throws {
    let fixture = try FeatureFixture(
      SimulatedSky(rowCount: 2500).table().changing("u") { $0 % 7 == 0 ? -9999 : $1 })
    let whole = fixture.apply()
    let part = fixture.apply(fixture.table.rows(513..<2500))
    #expect(Array(whole.matrix[(513 * whole.featureCount)...]) == part.matrix)
    #expect(Array(whole.scores[513...]) == part.scores)
    #expect(Array(whole.flags[513...]) == part.flags)
  }

  @Test func `a constant band is recorded and tells nothing`() throws {
    let fixture = try FeatureFixture(
      SimulatedSky(rowCount: 600).table().changing("z") { _, _ in 18 })
    #expect(fixture.features.constantFeatures == ["z"])
    let batch = fixture.apply()
    #expect((0..<600).allSatisfy { batch.features($0).last == 0 })
  }

  @Test func `a table of no rows gives no rows`() throws {
    let fixture = try FeatureFixture()
    #expect(fixture.apply(fixture.table.rows(0..<0)).matrix.isEmpty)
  }

  @Test func `redshift keeps stars, galaxies and quasars apart`() throws {
    let options = FeatureOptions(extras: [ExtraFeature("redshift")], allowsLeaks: true)
    let fixture = try FeatureFixture(options: options)
    let batch = fixture.apply()
    // Rows are in turn galaxies (z 0.1…0.2), quasars (2…4) and stars (|z| ~ 0.0001).
    let inputs = (0..<1200).map { batch.features($0).last ?? .nan }
    let ofClass = { (index: Int) in stride(from: index, to: 1200, by: 3).map { inputs[$0] } }
    let (galaxies, quasars, stars) = (ofClass(0), ofClass(1), ofClass(2))
    #expect((galaxies.min() ?? 0) - (stars.max() ?? 0) > 0.5)
    #expect((quasars.min() ?? 0) - (galaxies.max() ?? 0) > 0.3)
    #expect(ExtraFeature("weight").transform == .identity)
  }

  @Test(arguments: ["redshift", "plate", "specobjid", "MJD"])
  func `a column that gives the class away is refused`(name: String) throws {
    let table = SimulatedSky(rowCount: 60).table()
    let leaking = table.replacing(
      Column(
        info: ColumnInfo(name: name, type: .double),
        values: .double((0..<60).map(Double.init))))
    let error = #expect(throws: SkysortError.self) {
      try FeatureFixture(leaking, options: FeatureOptions(extras: [ExtraFeature(name)]))
    }
    #expect(error?.description.contains(name) == true)
    #expect(error?.fix.contains("--allow-leak") == true)
  }

  @Test func `a leaking column is used where leaks are allowed`() throws {
    let options = FeatureOptions(extras: [ExtraFeature("redshift")], allowsLeaks: true)
    #expect(try FeatureFixture(options: options).features.names.last == "redshift")
  }

  @Test func `a text column is refused as a feature`() throws {
    let options = FeatureOptions(extras: [ExtraFeature("name")])
    let table = SimulatedSky(rowCount: 3).table().replacing(
      Column(info: ColumnInfo(name: "name", type: .string), values: .string(["a", "b", "c"])))
    let error = #expect(throws: SkysortError.self) {
      try FeatureFixture(table, options: options)
    }
    #expect(error?.description.contains("column name") == true)
  }

  @Test func `settings that leave nothing to learn from are refused`() {
    #expect {
      try FeatureFixture(
        options: FeatureOptions(
          bands: [SimulatedSky.columns.bands[1].band], colours: .none, magnitudes: .none))
    } throws: { error in
      let error = error as? SkysortError
      return error?.path == "made.csv" && error?.description.contains("--features") == true
    }
  }
}
