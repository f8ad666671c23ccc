/// A training on one page, while it runs and after.
public struct TrainingPage: Reportable {
  public let title: String
  /// By network, as far as it has come.
  public let curves: [TrainingCurve]
  /// How it stands: epoch, rate, time left.
  public let entries: [ReportContext.Entry]
  /// Seconds after which a viewer looks again; `nil` for the page that stays.
  public let refreshInterval: Int?

  public init(
    title: String, curves: [TrainingCurve], entries: [ReportContext.Entry],
    refreshInterval: Int? = nil
  ) {
    self.title = title
    self.curves = curves
    self.entries = entries
    self.refreshInterval = refreshInterval
  }

  public var report: Report {
    Report(
      title: title,
      sections: [
        .facts("state", title: "State", entries), TrainingCurves(curves: curves).section,
      ],
      payload: Dictionary(entries.map { ($0.name, $0.value) }) { first, _ in first },
      refreshInterval: refreshInterval)
  }
}
