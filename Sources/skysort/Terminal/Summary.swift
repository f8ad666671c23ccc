import Evaluation
import Reports

/// Figures for people.
enum Summary {
  /// Headline figures and the confusion matrix, as aligned text.
  static func text(_ metrics: ClassificationMetrics, page: String?) -> String {
    var lines = [
      "\(ProgressLine.grouped(metrics.rows)) rows", line("accuracy", metrics.accuracy),
    ]
    if let commonest = metrics.commonestClass {
      lines.append(
        "\("".padding(to: 18)) \(Numeral.figure(commonest.accuracy)) by always saying "
          + commonest.name
          + (metrics.isNoBetterThanCommonestClass ? ": these classes are no better" : ""))
    }
    lines += [
      line("balanced accuracy", metrics.balancedAccuracy), line("macro F1", metrics.macroF1),
      line("log-loss", metrics.logLoss),
      line("calibration error", metrics.expectedCalibrationError), "",
    ]
    lines += confusion(metrics)
    if let page { lines += ["", "report: \(page)"] }
    return lines.joined(separator: "\n")
  }

  private static func line(_ name: String, _ estimate: Estimate) -> String {
    let label = name.padding(to: 18)
    guard let value = estimate.value else { return "\(label) undefined" }
    guard let low = estimate.low, let high = estimate.high else {
      return "\(label) \(Numeral.figure(value))"
    }
    return
      "\(label) \(Numeral.figure(value))  (95 %: \(Numeral.figure(low)) to \(Numeral.figure(high)))"
  }

  private static func confusion(_ metrics: ClassificationMetrics) -> [String] {
    let names = metrics.classes
    let counts = metrics.confusion.matrix.counts
    let width = max(9, (names + counts.joined().map(String.init)).map(\.count).max() ?? 0) + 1
    let head =
      "true \\ predicted".padding(to: 18) + names.map { $0.leftPadding(to: width) }.joined()
    let rows = zip(names, counts).map { name, row in
      name.padding(to: 18) + row.map { String($0).leftPadding(to: width) }.joined()
    }
    return [head] + rows
  }
}

extension String {
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
  func leftPadding(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
