import Glibc
import Preprocessing
import Random
import Sky
import Tables
import TestSupport
import Testing

struct TrainingRangeTests {
  @Test func `few rows of a table like the training table are outside`() throws {
    let fixture = try FeatureFixture(SimulatedSky(rowCount: 6000).table())
    let batch = fixture.apply(SimulatedSky(rowCount: 6000, seed: 9).table())
    let fraction = Double(batch.flags.count { $0.contains(.outsideTrainingRange) }) / 6000
    #expect(fraction > 0.005 && fraction < 0.03)
    let median = batch.scores.sorted()[3000]
    #expect(abs(median - 0.5) < 0.08)
  }

  @Test(arguments: [(Float(4), Float(4)), (0, 1.5), (-6, -6)])
  func `rows of other brightness or colour are outside`(fainter: Float, redder: Float) throws {
    let fixture = try FeatureFixture(SimulatedSky(rowCount: 3000).table())
    let strange = SimulatedSky.bandNames.reduce(fixture.table) { table, name in
      table.changing(name) { _, value in value + (name == "g" ? redder : fainter) }
    }
    let batch = fixture.apply(strange)
    let fraction = Double(batch.flags.count { $0.contains(.outsideTrainingRange) }) / 3000
    #expect(fraction > 0.95)
    #expect(batch.scores.allSatisfy { (0...1).contains($0) })
  }

  @Test func `bounds lie at the training rows' edges`() throws {
    let fixture = try FeatureFixture()
    #expect(fixture.features.inconsistency == nil)
    #expect(fixture.features.range.bounds.count == 5)
    #expect(fixture.features.range.bounds[2].lowerBound > 16.9)
  }

  @Test func `a fit is the same twice`() throws {
    #expect(try FeatureFixture().features == FeatureFixture().features)
  }
}
