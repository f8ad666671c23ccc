extension TuningReport {
  /// Score against each setting, and how much each has to do with it.
  var influenceSection: ReportSection? {
    let trials = record.drawn.filter { $0.scores.first?.logLoss != nil }
    guard trials.count >= 3 else { return nil }
    let epochs = record.rounds.first?.epochs ?? 0
    return ReportSection(
      identifier: "influence", title: "What the settings do",
      blocks: [
        .figure(
          Figure(
            title: "Score against each setting",
            caption: """
              Validation log-loss of every trial of the first round, by epoch \(epochs); squares \
              went on. The worst are drawn at the upper edge. What suits a short training need \
              not suit a long one.
              """,
            legend: Legend(entries: [
              .init(name: "ended here", style: endedStyle, showsLine: false),
              .init(name: "went on", style: promotedStyle, showsLine: false),
            ]),
            panels: record.settings.indices.map { plot($0, trials) }, twin: trialTable)),
        .table(influenceTable),
      ])
  }

  private var endedStyle: SeriesStyle { SeriesStyle(hue: .faint) }
  private var promotedStyle: SeriesStyle { SeriesStyle(hue: .series(0), marker: .square) }

  private func plot(_ setting: Int, _ trials: [TuningRecord.Trial]) -> Plot {
    let scores = trials.compactMap { $0.scores.first?.logLoss }.sorted()
    let low = scores.first ?? 0
    // A few trainings that failed to learn would press all others into a line.
    let high = max(scores[(scores.count - 1) * 9 / 10], low + 1e-6)
    let margin = 0.06 * (high - low)
    func points(_ wanted: (TuningRecord.Trial) -> Bool) -> [PlotPoint] {
      trials.filter(wanted).compactMap { trial in
        trial.scores.first?.logLoss.map { PlotPoint(x: trial.values[setting], y: min($0, high)) }
      }
    }
    return Plot(
      title: record.settings[setting].name,
      xAxis: axis(record.settings[setting], trials.map { $0.values[setting] }),
      yAxis: Axis("validation log-loss", low - margin...high + margin, tickCount: 4),
      marks: [
        .points(points { $0.scores.count == 1 }, endedStyle, radius: 3),
        .points(points { $0.scores.count > 1 }, promotedStyle, radius: 3.5),
      ], height: 230)
  }

  private func axis(_ setting: TuningRecord.Setting, _ values: [Double]) -> Axis {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    switch setting.kind {
    case .linear:
      let margin = max(0.04 * (high - low), 1e-9)
      return Axis("value", low - margin...high + margin)
    case .logarithmic: return .logarithmic("value", low...high)
    case .choice:
      let last = Double(max(1, setting.choices.count - 1))
      return Axis(
        "choice, in the order below", domain: -0.5...last + 0.5,
        ticks: setting.choices.indices.map { Axis.Tick(value: Double($0), label: "\($0 + 1)") })
    }
  }

  private var influenceTable: CaptionedTable {
    CaptionedTable(
      title: "Influence of each setting by itself",
      caption: """
        The fraction of the variance of the scores' ranks that a setting explains in the first \
        round: the square of Spearman's rank correlation for numbers, η² of Kruskal and Wallis \
        for choices. A setting without effect explains, on the average, what the last column \
        says; for a number, less than about four times that is no evidence. Valleys and settings \
        that act only together are not seen.
        """,
      table: DataTable(
        [
          .code("Setting"), .code("Values"), .number("Rank correlation"), .number("Explained"),
          .number("By chance"),
        ],
        rows: record.influences.map { influence in
          [
            influence.name, influence.range, Numeral.fixed(influence.rankCorrelation, 2),
            Numeral.fixed(influence.explained, 2), Numeral.fixed(influence.expectedByChance, 2),
          ]
        }))
  }

  /// Every trial, the best first.
  var trialSection: ReportSection {
    ReportSection(
      identifier: "trials", title: "Trials",
      blocks: [
        .table(
          CaptionedTable(
            title: "All trials",
            caption: """
              Validation log-loss by epochs of training, those that went farthest first. Trial 0 \
              is the configuration given.
              """, table: trialTable))
      ])
  }

  private var trialTable: DataTable {
    let rounds = record.rounds.map(\.epochs)
    return DataTable(
      [.number("Trial")] + rounds.map { .number("Epoch \($0)") }
        + record.settings.map { .code($0.name) },
      rows: sortedTrials.map { trial in
        let scores = rounds.map { epochs in
          trial.scores.first { $0.epochs == epochs }.map { score in
            score.failure == nil ? Numeral.fixed(score.logLoss, 4) : "failed"
          } ?? ""
        }
        return [String(trial.number)] + scores
          + record.settings.indices.map { record.text(trial, $0) }
      })
  }

  private var sortedTrials: [TuningRecord.Trial] {
    record.trials.sorted { one, other in
      let (a, b) = (one.scores.last, other.scores.last)
      let first = (-(a?.epochs ?? 0), a?.logLoss ?? .infinity, one.number)
      return first < (-(b?.epochs ?? 0), b?.logLoss ?? .infinity, other.number)
    }
  }
}
