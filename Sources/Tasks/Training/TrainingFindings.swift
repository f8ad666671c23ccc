import Files
import Models
public import Preprocessing
import Reports
import Tables

/// What is to be said of labels from elsewhere and of training on from a model.
struct TrainingFindings {
  let labels: JoinedLabels?
  let drift: [FeatureDrift]
  let changes: ClassChanges?
  /// Where one was asked for.
  var learningCurve: LearningCurve?
  /// Features that alone tell too much.
  private let leaks: [LeakFinding]
  /// Whether ``drift`` is from the base's training rows, not from the table's other rows.
  private let isFromBase: Bool

  /// - Parameter base: What the training went on from.
  init(
    _ labelled: TrainingTable, _ outcome: ClassifierOutcome, base: ModelDescription<AnswerHead>?
  ) {
    labels = labelled.labels
    changes = ClassChanges(outcome, base: base?.head)
    isFromBase = base != nil
    leaks = outcome.report.split.leaks.filter { $0.reason != .declared }
    let column = labelled.columns.classColumn.flatMap { labelled.table[$0] }
    let rows = (0..<labelled.table.rowCount).filter { column?.isValid($0) ?? false }
    if let base {
      drift = base.features.drift(of: labelled.table, source: outcome.source, rows: rows)
    } else if labels != nil {
      drift = outcome.model.description.features.driftFromWhole(
        of: labelled.table, source: outcome.source, rows: rows)
    } else {
      drift = []
    }
  }

  private var reference: String {
    isFromBase ? "the rows that the model learned from" : "all rows of the table"
  }

  /// What the user should know before trusting the model.
  var warnings: [String] {
    driftWarnings
      + leaks.map { leak in
        "\(leak.feature) \(leak.summary): if it comes from a spectrum, or from the class itself, "
          + "leave it out."
      }
  }

  private var driftWarnings: [String] {
    let different = drift.filter(\.isDifferent)
    guard let worst = different.max(by: { $0.distance < $1.distance }) else { return [] }
    let names = different.map(\.feature).joined(separator: ", ")
    return [
      "The labelled rows differ from \(reference) in \(names): the median \(worst.feature) is "
        + "\(Numeral.plain(worst.median, 3)) beside \(Numeral.plain(worst.referenceMedian, 3))."
    ]
  }

  var checks: [ReportContext.Check] {
    labelChecks
      + drift.map { drift in
        .init(
          "\(drift.feature) beside \(reference)",
          "median \(Numeral.plain(drift.median, 3)) and \(Numeral.plain(drift.referenceMedian, 3)), "
            + "distributions up to \(Numeral.plain(drift.distance, 3)) apart",
          verdict: drift.isDifferent ? .warning : .pass)
      }
  }

  private var labelChecks: [ReportContext.Check] {
    guard let labels else { return [] }
    let separation = labels.medianSeparation.map { ", median separation \(Numeral.plain($0, 3))″" }
    return [
      .init(
        "Labels joined",
        "\(labels.joined) of \(Paths.name(of: labels.table)) by "
          + labels.key.rawValue + (separation ?? ""),
        verdict: labels.fallback == nil ? .information : .warning),
      .init("Rows without a label", "\(labels.unlabelled)"),
      .init("Labels without a row", "\(labels.unused)"),
      .init(
        "Rows with several labels near", "\(labels.ambiguous)",
        verdict: labels.ambiguous == 0 ? .pass : .warning),
      .init(
        "Labels with several rows near", "\(labels.duplicates)",
        verdict: labels.duplicates == 0 ? .pass : .warning),
    ]
  }
}

/// What is to be said of training rows of which little can be learned.
enum TrainingRowsWarning {
  /// Fewer rows teach next to nothing.
  private static let leastRows = 20

  /// - Parameters:
  ///   - rows: Learned from.
  ///   - features: Numbers that the network is given of each row.
  ///   - constant: Those that have one value.
  static func of(
    rows: Int, features: [String], constant: [String], seesImages: Bool, table: String
  ) -> [String] {
    var warnings: [String] = []
    if rows < leastRows {
      warnings.append(
        "\(table): only \(rows) \(rows == 1 ? "row was" : "rows were") left to learn from: the model "
          + "is little more than a guess, and its figures say next to nothing.")
    }
    if !seesImages, !features.isEmpty, Set(features).isSubset(of: constant) {
      warnings.append(
        "\(table): every feature has one and the same value in all training rows: nothing can be "
          + "learned from them, and every row gets the same answer.")
    }
    return warnings
  }
}

extension SplitReport {
  /// How many rows were kept together, and by what.
  public var groupText: String {
    guard duplicates.groups > 0 else { return "none" }
    var reasons: [String] = []
    if duplicates.repeatedPositions > 0 {
      reasons.append("within \(Numeral.figure(groupRadius))″ \(duplicates.repeatedPositions)")
    }
    if duplicates.repeatedIdentifiers > 0 {
      reasons.append("by identifier \(duplicates.repeatedIdentifiers)")
    }
    if duplicates.repeatedPhotometry > 0 {
      reasons.append("by equal photometry \(duplicates.repeatedPhotometry)")
    }
    if duplicates.repeatedGroupNames > 0, let groupColumn {
      reasons.append("by \(groupColumn) \(duplicates.repeatedGroupNames)")
    }
    return "\(duplicates.groups) sources of \(duplicates.groupedRows) rows (repeating another: "
      + reasons.joined(separator: ", ") + "), at most \(duplicates.largestGroup) rows each"
  }

  /// Whether positions run together, so that the radius joins strangers.
  var warnings: [String] {
    let all = parts.values.reduce(0) { $0 + $1.rows }
    guard groupColumn == nil, duplicates.repeatedPositions > 0, duplicates.largestGroup > 50,
      20 * duplicates.largestGroup > all
    else { return [] }
    return [
      "\(duplicates.largestGroup) of \(all) rows run together within \(Numeral.figure(groupRadius))″ "
        + "and were taken for one source: if they are not, lower --group-radius."
    ]
  }
}

extension LeakFinding {
  /// What is suspicious, after the feature's name.
  var summary: String {
    if let accuracy, let modelAccuracy {
      return "alone tells the class of \(Numeral.figure(accuracy)) of the rows held back, the "
        + "model that of \(Numeral.figure(modelAccuracy))"
    }
    guard let separation, let className else { return reason.rawValue }
    return "alone tells \(className) from the other classes (area under the curve "
      + "\(Numeral.plain(separation, 4)))"
  }
}

extension TrainedClassifier {
  /// What changed in the base's answers, in a line; `nil` without a base.
  public var changeText: String? {
    changes.map { changes in
      "accuracy \(Numeral.figure(changes.accuracyBefore)) on the same \(changes.rows) rows, "
        + "\(changes.changed) changed their class"
    }
  }
}
