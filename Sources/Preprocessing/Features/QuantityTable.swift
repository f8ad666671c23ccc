internal import Evaluation
internal import Tables

/// A table's magnitudes and extra columns as they are, before anything is filled.
struct QuantityTable {
  /// Shape `[quantities][rows]`; meaningless where the state is an ``MissingValueState``.
  private(set) var values: [[Float]]
  /// Shape `[quantities][rows]`: of ``Measurement`` and ``MissingValueState``.
  private(set) var states: [[UInt8]]

  init(_ table: Table, source: FeatureSource, extras: [ExtraFeature]) {
    let block = FeatureBlock(source: source)
    values = Array(repeating: [], count: block.quantityCount)
    states = Array(repeating: [], count: block.quantityCount)
    for rows in table.blocks {
      block.load(table, rows: rows, transforms: extras.map(\.transform))
      for quantity in 0..<block.quantityCount {
        values[quantity] += block.loadedValues(quantity)
        states[quantity] += block.loadedStates(quantity)
      }
    }
  }

  private func isThere(_ quantity: Int, _ row: Int) -> Bool {
    MissingValueState(rawValue: states[quantity][row]) == nil
  }

  /// The value below which a fraction of the given rows' numbers lies; 0 where there is none.
  func quantile(_ fraction: Double, of quantity: Int, rows: [Int]) -> Float {
    let numbers = rows.filter { isThere(quantity, $0) }.map { values[quantity][$0] }.sorted()
    return numbers.isEmpty ? 0 : Evaluation.quantile(fraction, ofSorted: numbers)
  }

  /// The kinds of missing-value state among the given rows.
  func missingStates(of quantity: Int, rows: [Int]) -> [MissingValueState] {
    let found = Set(rows.map { states[quantity][$0] })
    return MissingValueState.allCases.filter { found.contains($0.rawValue) }
  }

  /// The other bands, nearest first, with the median colour that leads from each to this band.
  func substitutes(
    forBand band: Int, bandCount: Int, rows: [Int]
  ) -> [FittedBand.Substitute] {
    let others = (0..<bandCount).filter { $0 != band }.sorted {
      (abs($0 - band), $0) < (abs($1 - band), $1)
    }
    return others.map { other in
      let colours = rows.filter { isThere(band, $0) && isThere(other, $0) }
        .map { values[band][$0] - values[other][$0] }.sorted()
      return .init(
        band: other, colour: colours.isEmpty ? 0 : Evaluation.quantile(0.5, ofSorted: colours))
    }
  }
}
