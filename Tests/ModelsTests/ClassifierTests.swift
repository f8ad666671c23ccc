import Files
import Glibc
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

  /// Rows that say class 1 with the log odds of a grid, and are of it as often as a temperature and
  /// an offset make of them.
  private static func misjudged(
    temperature: Double, offset: Double
  ) -> (probabilities: [Float], truth: [Int]) {
    var (probabilities, truth): ([Float], [Int]) = ([], [])
    for step in -20...20 {
      let odds = Double(step) / 5
      let claimed = Float(1 / (1 + exp(-odds)))
      let count = Int((1000 / (1 + exp(-odds / temperature - offset))).rounded())
      for row in 0..<1000 {
        probabilities += [1 - claimed, claimed]
        truth.append(row < count ? 1 : 0)
      }
    }
    return (probabilities, truth)
  }

  @Test(arguments: [(1.0, 0.0), (2, 0), (0.7, 0), (1, 0.8), (1.6, -0.5)])
  func `a calibration finds the temperature and the offset that made the answers`(
    temperature: Double, offset: Double
  ) throws {
    let rows = Self.misjudged(temperature: temperature, offset: offset)
    let found = Calibration(fitting: rows.probabilities, truth: rows.truth, classCount: 2)
    #expect(abs(Double(found.temperature) - temperature) < 0.01)
    let offsets = try #require(found.offsets)
    #expect(abs(Double(offsets[1] - offsets[0]) - offset) < 0.01)
    #expect(abs(offsets[0] + offsets[1]) < 1e-6)
  }

  @Test func `a calibration of no rows changes nothing`() {
    #expect(
      Calibration(fitting: [], truth: [], classCount: 2) == Calibration(temperature: 1))
  }

  @Test func `a class of no row among those that calibrate keeps a probability`() throws {
    let probabilities = (0..<100).flatMap { _ -> [Float] in [0.7, 0.2, 0.1] }
    let truth = (0..<100).map { $0 % 5 == 0 ? 1 : 0 }
    let offsets = try #require(
      Calibration(fitting: probabilities, truth: truth, classCount: 3).offsets)
    // As if three rows of the networks' own opinion stood beside the hundred.
    #expect(offsets.allSatisfy { abs($0) < 4 })
    #expect(offsets[2] < offsets[1])
  }
}
