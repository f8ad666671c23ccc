import Evaluation
import Foundation
import Testing

/// The made predictions as two classifications: one as made, one with every seventh row turned.
private enum Made {
  static let rowCount = 900
  static let made = MadePredictions.make(rows: rowCount, seed: 3)
  static let magnitudes = (0..<rowCount).map { Float(18 + 5 * Double($0 * 37 % 900) / 900) }

  static var good: ComparedRows.Classification {
    .init(name: "good", predicted: made.predicted, probabilities: made.probabilities)
  }

  static var bad: ComparedRows.Classification {
    var probabilities = made.probabilities ?? []
    for row in stride(from: 0, to: rowCount, by: 7) { probabilities.swapAt(3 * row, 3 * row + 2) }
    let turned = LabelledPredictions(
      classes: made.classes, truth: made.truth, probabilities: probabilities)
    return .init(name: "bad", predicted: turned.predicted, probabilities: probabilities)
  }

  static func rows(
    _ classifications: [ComparedRows.Classification], hasTruth: Bool = true
  ) -> ComparedRows {
    ComparedRows(
      classes: made.classes, identifiers: (0..<rowCount).map { "s\($0)" },
      truth: hasTruth ? made.truth : nil, magnitude: .init(name: "r", values: magnitudes),
      classifications: classifications)
  }

  static func comparison(
    _ classifications: [ComparedRows.Classification], hasTruth: Bool = true, seed: UInt64 = 0
  ) -> CatalogComparison {
    var options = EvaluationOptions()
    options.resamples = 300
    options.seed = seed
    return CatalogComparison(of: rows(classifications, hasTruth: hasTruth), options: options)
  }
}

private func json(_ comparison: CatalogComparison) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  return try encoder.encode(comparison)
}

@Test func `a catalog does not differ from itself`() throws {
  let pair = Made.comparison([Made.good, Made.good]).pairs[0]
  let differences = try #require(pair.differences)
  let none = Estimate(value: 0, low: 0, high: 0)
  #expect(pair.flips.isEmpty)
  #expect(pair.flipped.value == 0)
  #expect(differences.accuracy == none)
  #expect(differences.balancedAccuracy == none)
  #expect(differences.logLoss == none)
  #expect(differences.test.probability == 1)
}

@Test func `differences are those of the figures`() throws {
  let comparison = Made.comparison([Made.good, Made.bad])
  let differences = try #require(comparison.pairs[0].differences)
  let (good, bad) = (comparison.metrics[0], comparison.metrics[1])
  func less(_ figure: KeyPath<ClassificationMetrics, Estimate>) -> Double {
    (bad[keyPath: figure].value ?? .nan) - (good[keyPath: figure].value ?? .nan)
  }
  #expect(isClose(differences.accuracy.value, less(\.accuracy)))
  #expect(isClose(differences.balancedAccuracy.value, less(\.balancedAccuracy)))
  #expect(isClose(differences.logLoss.value, less(\.logLoss), within: 1e-7))
  #expect(try #require(differences.accuracy.high) < 0)
  #expect(try #require(differences.logLoss.low) > 0)
}

@Test func `turning a comparison around turns the signs around`() throws {
  let there = try #require(Made.comparison([Made.good, Made.bad]).pairs[0].differences)
  let back = try #require(Made.comparison([Made.bad, Made.good]).pairs[0].differences)
  for figure in [
    \PairedComparison.Differences.accuracy, \.balancedAccuracy, \.logLoss,
  ] {
    let (one, other) = (there[keyPath: figure], back[keyPath: figure])
    #expect(isClose(one.value, other.value.map { -$0 }))
    let width = try #require(one.high) - (try #require(one.low))
    #expect(abs(try #require(one.high) + (try #require(other.low))) < 0.3 * width)
    #expect(abs(try #require(one.low) + (try #require(other.high))) < 0.3 * width)
  }
  #expect(there.test.onlyFirst == back.test.onlySecond)
  #expect(there.test.onlySecond == back.test.onlyFirst)
  #expect(there.test.probability == back.test.probability)
}

@Test func `an interval in pairs is narrower than two apart`() throws {
  let comparison = Made.comparison([Made.good, Made.bad])
  let paired = try #require(comparison.pairs[0].differences).accuracy
  let apart = comparison.metrics.map { ($0.accuracy.high ?? 1) - ($0.accuracy.low ?? 0) }
  let width = try #require(paired.high) - (try #require(paired.low))
  #expect(width < (apart[0] * apart[0] + apart[1] * apart[1]).squareRoot())
}

@Test func `the same seed gives the same bytes and another seed other intervals`() throws {
  let first = try json(Made.comparison([Made.good, Made.bad]))
  #expect(try json(Made.comparison([Made.good, Made.bad])) == first)
  #expect(try json(Made.comparison([Made.good, Made.bad], seed: 1)) != first)
}

@Test func `flips are put wrong first and count as McNemar's test does`() throws {
  let pair = Made.comparison([Made.good, Made.bad]).pairs[0]
  let test = try #require(pair.differences).test
  let changes = pair.flips.map(\.change.rawValue)
  #expect(changes == changes.sorted())
  #expect(pair.flips.count { $0.change == .rightToWrong } == test.onlyFirst)
  #expect(pair.flips.count { $0.change == .wrongToRight } == test.onlySecond)
  #expect(Set(pair.flips.map(\.row)).count == pair.flips.count)
  #expect(pair.flips.allSatisfy { $0.first != $0.second })
}

@Test func `without truth only agreement is told`() throws {
  let comparison = Made.comparison([Made.good, Made.bad], hasTruth: false)
  #expect(comparison.metrics.isEmpty)
  #expect(comparison.magnitude == nil)
  #expect(comparison.pairs[0].differences == nil)
  #expect(comparison.pairs[0].flips.allSatisfy { $0.change == .unknown })
  #expect(Int(comparison.pairs[0].agreement.total) == Made.rowCount)
}

@Test func `every bin is as complete as asked, and no limit higher would do`() throws {
  let magnitude = try #require(Made.comparison([Made.good, Made.bad]).magnitude)
  for entry in magnitude.entries {
    for cell in entry.purity.cells.joined() where cell.support > 0 {
      #expect(try #require(cell.completeness.value) >= 0.95)
      #expect(cell.called >= cell.correct)
    }
  }
}

@Test func `a perfect score is pure at any completeness`() throws {
  let sure = Made.made.truth.flatMap { truth in (0..<3).map { Float($0 == truth ? 1 : 0) } }
  let perfect = ComparedRows.Classification(
    name: "perfect", predicted: Made.made.truth, probabilities: sure)
  let magnitude = try #require(Made.comparison([perfect, Made.bad]).magnitude)
  for cell in magnitude.entries[0].purity.cells.joined() where cell.support > 0 {
    #expect(cell.purity.value == 1)
    #expect(cell.completeness.value == 1)
  }
  #expect(magnitude.entries[0].accuracy.allSatisfy { ($0.value ?? 1) == 1 })
}

@Test func `a catalog of labels is shown as it is`() throws {
  let labels = ComparedRows.Classification(name: "labels", predicted: Made.good.predicted)
  let magnitude = try #require(Made.comparison([labels, Made.good]).magnitude)
  let entry = magnitude.entries[0]
  for (cells, points) in zip(entry.profile.cells, entry.purity.cells) {
    for (cell, point) in zip(cells, points) {
      #expect(point.purity == cell.purity)
      #expect(point.completeness == cell.completeness)
      #expect(point.limit == nil)
    }
  }
}

@Test func `rows without a probability are never found by a limit`() throws {
  var probabilities = Made.made.probabilities ?? []
  for index in 0..<300 { probabilities[index] = .nan }
  let holes = ComparedRows.Classification(
    name: "holes", predicted: Made.made.predicted, probabilities: probabilities)
  let comparison = Made.comparison([holes, Made.good])
  #expect(comparison.pairs[0].differences?.logLoss.value != nil)
  let cells = try #require(comparison.magnitude).entries[0].purity.cells.joined()
  #expect(cells.allSatisfy { $0.called <= Made.rowCount - 100 && $0.correct <= $0.support })
}

@Test func `no rows at all have no figures`() throws {
  let nothing = ComparedRows.Classification(name: "a", predicted: [], probabilities: [])
  let rows = ComparedRows(
    classes: [], identifiers: [], truth: [], classifications: [nothing, nothing])
  let pair = CatalogComparison(of: rows).pairs[0]
  #expect(pair.flipped == .undefined)
  #expect(pair.differences?.accuracy == .undefined)
  #expect(pair.differences?.test.probability == 1)
}
