import Evaluation
import Reports
import Tasks

/// A comparison for people, as aligned text.
struct ComparisonText {
  private let comparison: CatalogComparison
  private let differences: [RunDifference]
  private let outputs: [String]

  init(_ outcome: ComparisonTask.Outcome) {
    comparison = outcome.comparison
    differences = outcome.differences
    outputs = outcome.outputs
  }

  private var names: [String] { comparison.rows.classifications.map(\.name) }
  private var width: Int { max(8, names.map(\.count).max() ?? 0) + 2 }

  var text: String {
    var lines = ["\(ProgressLine.grouped(comparison.rows.rowCount)) objects in all catalogs"]
    lines += figures + [""] + zip(names.dropFirst(), comparison.pairs).flatMap(pair)
    lines += faintest + settings
    if let page = outputs.first { lines += ["", "report: \(page)"] }
    return lines.joined(separator: "\n")
  }

  /// What the runs' records say differently.
  private var settings: [String] {
    guard let first = differences.first else { return [] }
    let width = (differences.map(\.name.count).max() ?? 0) + 2
    let several = Set(differences.map(\.runs)).count > 1
    let others = several ? "the others" : first.runs[1]
    return ["", "settings of \(first.runs[0]) → \(others)"]
      + differences.map { difference in
        let which = several ? "  (\(difference.runs[1]))" : ""
        return "  " + difference.name.padding(to: width) + difference.sides + which
      }
  }

  private var figures: [String] {
    guard !comparison.metrics.isEmpty else { return [] }
    let head = ["accuracy", "balanced", "log-loss"].map { $0.leftPadding(to: 10) }.joined()
    let rows = zip(names, comparison.metrics).map { name, metrics in
      name.padding(to: width)
        + [metrics.accuracy, metrics.balancedAccuracy, metrics.logLoss].map { cell($0.value) }
        .joined()
    }
    return ["", "".padding(to: width) + head] + rows
  }

  private func cell(_ value: Double?) -> String {
    (value.map(Numeral.figure) ?? "–").leftPadding(to: 10)
  }

  private func pair(_ name: String, _ pair: PairedComparison) -> [String] {
    let count = ProgressLine.grouped(pair.flips.count)
    var lines = [
      "\(name) against \(names[0]): \(count) objects flipped "
        + "(\(Numeral.figure(pair.flipped.value ?? 0)))"
    ]
    guard let differences = pair.differences else { return lines }
    let test = differences.test
    let stillWrong = pair.flips.count { $0.change == .wrongToWrong }
    lines += [
      line("accuracy", differences.accuracy),
      line("balanced accuracy", differences.balancedAccuracy),
      line("log-loss", differences.logLoss),
      "  put right \(test.onlySecond), put wrong \(test.onlyFirst), "
        + "from one wrong class to another \(stillWrong)",
      "  McNemar p \(Self.probability(test.probability))"
        + (test.isExact ? " (exact)" : ""),
    ]
    return lines
  }

  private func line(_ name: String, _ estimate: Estimate) -> String {
    let label = "  " + name.padding(to: 18)
    guard let value = estimate.value else { return label + "undefined" }
    let sign = value > 0 ? "+" : ""
    guard let low = estimate.low, let high = estimate.high else {
      return label + sign + Numeral.figure(value)
    }
    return label
      + "\(sign)\(Numeral.figure(value))  (95 %: \(Numeral.figure(low)) to \(Numeral.figure(high)))"
  }

  private static func probability(_ value: Double) -> String {
    value < 1e-4 ? "< 0.0001" : Numeral.figure(value)
  }

  /// Purity at equal completeness where it is hardest.
  private var faintest: [String] {
    guard let magnitude = comparison.magnitude else { return [] }
    let bins = magnitude.edges.indices.dropLast().filter { bin in
      magnitude.entries[0].profile.cells.contains { $0[bin].support >= 10 }
    }.suffix(Self.shownBins)
    let wanted = Numeral.figure(magnitude.entries[0].purity.completeness).prefix(4)
    return comparison.rows.classes.indices.flatMap { index -> [String] in
      let head = bins.map { bin in
        "\(Self.edge(magnitude.edges[bin]))–\(Self.edge(magnitude.edges[bin + 1]))"
          .leftPadding(to: 13)
      }.joined()
      let title = "purity of \(comparison.rows.classes[index]) at completeness \(wanted), "
      let rows = zip(names, magnitude.entries).map { name, entry in
        name.padding(to: width)
          + bins.map { bin in
            let purity = entry.purity.cells[index][bin].purity.value
            return (purity.map(Numeral.figure) ?? "–").leftPadding(to: 13)
          }.joined()
      }
      return ["", title + magnitude.magnitudeName, "".padding(to: width) + head] + rows
    }
  }

  private static let shownBins = 3

  private static func edge(_ value: Double) -> String {
    String(Numeral.figure(value).dropLast(2))
  }
}
