/// A training on one page, while it runs and after.
public struct TrainingPage: Sendable {
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

  /// A page that is also well-formed XML.
  public func html() -> String {
    let state = ReportSection(
      identifier: "state", title: "State",
      blocks: [
        .table(
          CaptionedTable(
            title: "State", caption: "",
            table: DataTable(
              [.text("What"), .text("Value")], rows: entries.map { [$0.name, $0.value] }),
            isHeaded: false))
      ])
    return ReportPage(
      title: title, abstract: nil,
      sections: [state, TrainingCurves(curves: curves).section].compactMap { $0 },
      refreshInterval: refreshInterval
    ).html()
  }
}
