import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

struct AbsenceTests {
  private static let clean = SimulatedSky(rowCount: 1200).table()

  @Test(arguments: [
    (Float(-9999), QualityFlags.missingBand), (.nan, .missingBand), (99, .nonDetection),
    (55, .missingBand), (.infinity, .nonDetection), (-.infinity, .missingBand),
  ])
  func `a sentinel is flagged for what it means`(value: Float, flag: QualityFlags) throws {
    let fixture = try FeatureFixture(Self.clean)
    let batch = fixture.apply(Self.clean.changing("u") { $0 == 5 ? value : $1 })
    #expect(batch.flags[5].contains(flag))
    #expect(batch.flags[5].contains(.outsideTrainingRange))
    #expect(batch.features(5).allSatisfy { $0.isFinite && abs($0) <= 6 })
    #expect(!batch.flags[6].contains(flag))
  }

  @Test func `each kind has an input only where training rows showed it`() throws {
    let table = Self.clean.changing("u") { row, value in
      row % 10 == 0 ? -9999 : row % 14 == 2 ? 99 : value
    }
    let fixture = try FeatureFixture(table)
    #expect(fixture.features.names.suffix(2) == ["u_not_observed", "u_not_detected"])
    let batch = fixture.apply()
    let (absent, undetected) = (Array(batch.features(0)), Array(batch.features(2)))
    let plain = Array(batch.features(4))
    #expect(absent[9] > 0 && plain[9] < 0 && undetected[9] == plain[9])
    #expect(undetected[10] > 0 && plain[10] < 0)
    // A star, whose colours the substitute's median comes close to.
    #expect(batch.flags[20].contains(.missingBand) && batch.scores[20] < 1)
  }

  @Test func `an absent band is filled from its neighbour`() throws {
    let fixture = try FeatureFixture(Self.clean)
    let batch = fixture.apply(Self.clean.changing("u") { $0 == 7 ? -9999 : $1 })
    let colour = fixture.features.bands[0].substitutes[0].colour
    #expect(fixture.features.bands[0].substitutes[0].band == 1)
    #expect(abs(Array(batch.features(7))[0] - fixture.features.features[0].scale(colour)) < 1e-4)
  }

  @Test func `a masked cell is not observed`() throws {
    let fixture = try FeatureFixture(Self.clean)
    let values = Self.clean["g"]?.floats() ?? []
    let masked = Self.clean.replacing(
      Column(
        info: ColumnInfo(name: "g", type: .float), values: .float(values),
        validity: values.indices.map { $0 != 3 }))
    #expect(fixture.apply(masked).flags[3].contains(.missingBand))
  }

  @Test func `a row without any number is not classifiable`() throws {
    let fixture = try FeatureFixture(Self.clean)
    let empty = SimulatedSky.bandNames.reduce(Self.clean) { table, name in
      table.changing(name) { $0 == 9 ? -9999 : $1 }
    }
    let batch = fixture.apply(empty)
    #expect(batch.flags[9].contains([.notClassifiable, .missingBand]))
    #expect(!batch.flags[8].contains(.notClassifiable))
  }

  @Test func `a quality column marks its rows`() throws {
    var columns = SimulatedSky.columns
    columns.quality = [QualityColumn(column: "flags", badBits: 0b100)]
    let table = Self.clean.replacing(
      Column(
        info: ColumnInfo(name: "flags", type: .int64),
        values: .int64((0..<1200).map { Int64($0 % 8) })))
    let batch = try FeatureFixture(table, columns: columns).apply()
    for row in 0..<16 { #expect(batch.flags[row].contains(.inputFlagged) == (row % 8 >= 4)) }
  }
}
