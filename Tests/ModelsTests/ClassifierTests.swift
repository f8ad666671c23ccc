import Files
import Models
import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

struct ClassifierTests {
  @Test func `rows are classified the same bit for bit in any chunk`() async throws {
    let fixture = try await TrainedFixture()
    let table = SimulatedSky(rowCount: 3000, seed: 5).table()
    let whole = try fixture.classify(table)
    for range in [0..<1, 1..<1025, 700..<3000] {
      let part = try fixture.classify(table.rows(range))
      let numbers = whole.probabilities[range.lowerBound * 3..<range.upperBound * 3]
      #expect(firstDifference(part.probabilities, numbers) == nil)
      #expect(firstDifference(part.flags, whole.flags[range]) == nil)
      #expect(firstDifference(part.scores, whole.scores[range]) == nil)
    }
  }

  @Test func `probabilities sum to 1 and the best is the largest`() async throws {
    let rows = try await TrainedFixture().classify(SimulatedSky(rowCount: 500, seed: 5).table())
    for row in 0..<500 {
      let values = Array(rows.probabilities[row * 3..<row * 3 + 3])
      #expect(abs(values.reduce(0, +) - 1) < 1e-5)
      #expect(values.max() == rows.maxima[row])
      #expect(values[Int(rows.best[row])] == rows.maxima[row])
      #expect(rows.flags[row].contains(.lowConfidence) == (rows.maxima[row] < 0.5))
    }
  }

  @Test func `a row that says nothing gets the prior`() async throws {
    let fixture = try await TrainedFixture()
    let empty = SimulatedSky.bandNames.reduce(SimulatedSky(rowCount: 3).table()) { table, name in
      table.changing(name) { $0 == 1 ? -9999 : $1 }
    }
    let rows = try fixture.classify(empty)
    #expect(rows.flags[1].contains(.notClassifiable))
    #expect(Array(rows.probabilities[3..<6]) == fixture.model.description.head.priors)
    #expect(!rows.flags[0].contains(.notClassifiable))
  }

  @Test func `a stated prior moves probabilities by Bayes' rule`() async throws {
    let fixture = try await TrainedFixture()
    let table = SimulatedSky(rowCount: 300, seed: 5).table()
    let classifier = try Classifier(fixture.model, path: "m")
    let own = try fixture.classify(table, by: classifier)
    let prior = ["GALAXY": 7.0, "QSO": 1, "STAR": 2]
    let moved = try fixture.classify(table, by: classifier.reweighted(to: prior))
    let ratios = zip([0.7, 0.1, 0.2], fixture.model.description.head.priors).map { Float($0) / $1 }
    for row in 0..<300 {
      let weighted = (0..<3).map { own.probabilities[row * 3 + $0] * ratios[$0] }
      let total = weighted.reduce(0, +)
      for index in 0..<3 {
        #expect(abs(moved.probabilities[row * 3 + index] - weighted[index] / total) < 1e-4)
      }
    }
  }

  @Test(arguments: [
    (["GALAXY": 1.0, "STAR": 1], ExitCode.usage),
    (["GALAXY": 1, "STAR": 1, "QSO": 0], .usage), (["GALAXY": 1, "STAR": 1, "QSO": -1], .usage),
  ])
  func `a prior that fits no model is refused`(
    prior: [String: Double], code: ExitCode
  ) async throws {
    let classifier = try Classifier(try await TrainedFixture().model, path: "m.safetensors")
    let error = #expect(throws: SkysortError.self) { try classifier.reweighted(to: prior) }
    #expect(error?.exitCode == code)
  }

  @Test func `a table of other bands is refused with both sides`() async throws {
    let classifier = try Classifier(try await TrainedFixture().model, path: "m.safetensors")
    var columns = SimulatedSky.columns
    columns.bands.removeLast()
    let schema = SimulatedSky(rowCount: 3).table().schema
    let error = #expect(throws: SkysortError.self) {
      try classifier.source(for: columns, schema: schema, path: "t.fits")
    }
    let bands = { (names: [String]) in names.map { Band($0) } }
    #expect(
      error
        == .bandsDiffer(
          model: bands(["u", "g", "r", "i", "z"]), data: bands(["u", "g", "r", "i"]),
          path: "t.fits"))
  }

  @Test func `a calibration finds the temperature that made the answers`() {
    // Rows of two classes that are right as often as they say, then sharpened.
    let honest: [Float] = (0..<1000).flatMap { _ in [Float(0.8), 0.2] }
    let truth = (0..<1000).map { $0 % 5 == 0 ? 1 : 0 }
    #expect(abs(Calibration(fitting: honest, truth: truth, classCount: 2).temperature - 1) < 0.01)
    let sharp: [Float] = (0..<1000).flatMap { _ in [Float(16.0 / 17), 1.0 / 17] }
    #expect(abs(Calibration(fitting: sharp, truth: truth, classCount: 2).temperature - 2) < 0.02)
    #expect(Calibration(fitting: [], truth: [], classCount: 2).temperature == 1)
  }
}
