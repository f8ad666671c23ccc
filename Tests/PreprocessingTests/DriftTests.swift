import Preprocessing
import Tables
import TestSupport
import Testing

struct DriftTests {
  private static let rows = Array(0..<3000)

  private static func drift(_ change: (Table) -> Table) throws -> [String: FeatureDrift] {
    let fixture = try FeatureFixture(SimulatedSky(rowCount: 3000).table())
    let other = change(SimulatedSky(rowCount: 3000, seed: 5).table())
    let found = fixture.features.drift(of: other, source: fixture.fit.source, rows: rows)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.feature, $0) })
  }

  @Test func `rows like the training rows do not differ`() throws {
    let drift = try Self.drift { $0 }
    #expect(drift.count == 9)
    for feature in drift.values {
      #expect(!feature.isDifferent, "\(feature)")
      #expect(feature.rows == 3000)
      #expect(abs(feature.median - feature.referenceMedian) < 0.2, "\(feature)")
    }
  }

  @Test func `a fainter band differs in its magnitude and its colours, and in no other`() throws {
    let drift = try Self.drift { $0.changing("g") { _, value in value + 1 } }
    for (name, feature) in drift {
      #expect(feature.isDifferent == ["g", "u − g", "g − r"].contains(name), "\(feature)")
    }
    let red = try #require(drift["g − r"])
    #expect(abs(red.median - red.referenceMedian - 1) < 0.2)
  }

  @Test func `the distance from the whole table is that of the two samples`() throws {
    let fixture = try FeatureFixture(SimulatedSky(rowCount: 600).table())
    let values = try #require(fixture.table["r"]?.floats())
    let bright = Self.rows.prefix(600).filter { values[$0] < 18 }
    let drift = fixture.features.driftFromWhole(
      of: fixture.table, source: fixture.fit.source, rows: bright)
    let found = try #require(drift.first { $0.feature == "r" })
    // The faintest of the bright rows is where the two fractions differ most.
    let fraction = Double(bright.count) / 600
    #expect(abs(found.distance - (1 - fraction)) < 1e-9)
    #expect(found.isDifferent)
    let same = fixture.features.driftFromWhole(
      of: fixture.table, source: fixture.fit.source, rows: Array(0..<600))
    #expect(same.allSatisfy { $0.distance == 0 })
  }

  @Test func `no rows have no drift`() throws {
    let fixture = try FeatureFixture()
    #expect(
      fixture.features.drift(of: fixture.table, source: fixture.fit.source, rows: []).isEmpty)
  }
}
