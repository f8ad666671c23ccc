import Numbers

extension ValidationReport {
  /// Loss, accuracy and learning rate by epoch.
  var trainingSection: ReportSection? { TrainingCurves(curves: context.training).section }
}

/// How networks learned, drawn.
struct TrainingCurves {
  let curves: [TrainingCurve]

  /// `nil` before the first epoch.
  var section: ReportSection? {
    let curves = curves.filter { !$0.epochs.isEmpty }
    guard !curves.isEmpty else { return nil }
    let best = curves.compactMap { curve in
      curve.bestEpoch.map { curves.count == 1 ? "epoch \($0)" : "\(curve.name): epoch \($0)" }
    }
    let kept = best.isEmpty ? "" : " Kept: " + best.joined(separator: ", ") + " (dots)."
    return ReportSection(
      identifier: "training", title: "Training",
      blocks: [
        .figure(
          Figure(
            title: "Training curves",
            caption: """
              Loss on the training part (as minimised, with whatever regularisation) and on the \
              validation part, validation accuracy, and learning rate.\(kept)
              """, legend: trainingLegend,
            panels: [lossPlot(curves), accuracyPlot(curves), ratePlot(curves)]
              .compactMap { $0 }, twin: trainingTable(curves)))
      ])
  }

  private var trainingStyle: SeriesStyle { SeriesStyle(hue: .faint, dash: "5 3", width: 1.3) }
  private var validationStyle: SeriesStyle { SeriesStyle(hue: .series(0), width: 1.5) }

  private var trainingLegend: Legend {
    Legend(entries: [
      .init(name: "training", style: trainingStyle, showsMarker: false),
      .init(name: "validation", style: validationStyle, showsMarker: false),
    ])
  }

  private func lossPlot(_ curves: [TrainingCurve]) -> Plot? {
    let marks = curves.flatMap { curve in
      [
        Mark.line(points(curve) { $0.trainingLoss }, trainingStyle),
        Mark.line(points(curve) { $0.validationLoss }, validationStyle),
        bestMark(curve) { $0.validationLoss },
      ]
    }
    return trainingPlot("Loss", label: "loss", curves, marks) {
      [$0.trainingLoss, $0.validationLoss]
    }
  }

  private func accuracyPlot(_ curves: [TrainingCurve]) -> Plot? {
    let marks = curves.flatMap { curve in
      [
        Mark.line(points(curve) { $0.validationAccuracy }, validationStyle),
        bestMark(curve) { $0.validationAccuracy },
      ]
    }
    return trainingPlot("Validation accuracy", label: "fraction correct", curves, marks) {
      [$0.validationAccuracy]
    }
  }

  private func ratePlot(_ curves: [TrainingCurve]) -> Plot? {
    let marks = curves.map { curve in
      Mark.line(
        points(curve) { $0.learningRate.flatMap { $0 > 0 ? $0 : nil } },
        SeriesStyle(hue: .ink, width: 1.3))
    }
    return trainingPlot("Learning rate", label: "rate", curves, marks, isLogarithmic: true) {
      [$0.learningRate.flatMap { $0 > 0 ? $0 : nil }]
    }
  }

  /// A panel over epochs, or `nil` where nothing finite is to be shown.
  private func trainingPlot(
    _ title: String, label: String, _ curves: [TrainingCurve], _ marks: [Mark],
    isLogarithmic: Bool = false, values: (TrainingCurve.Epoch) -> [Double?]
  ) -> Plot? {
    let epochs = curves.flatMap(\.epochs)
    let shown = epochs.flatMap(values).compactMap { $0 }.filter(\.isFinite)
    guard let low = shown.min(), let high = shown.max() else { return nil }
    let last = epochs.map(\.number).max() ?? 1
    let first = epochs.map(\.number).min() ?? 1
    let margin = max(0.04 * (high - low), 1e-9)
    return Plot(
      title: title, xAxis: Axis("epoch", Double(first)...Double(last)),
      yAxis: isLogarithmic
        ? .logarithmic(label, low...high)
        : Axis(label, low - margin...high + margin), marks: marks)
  }

  private func points(
    _ curve: TrainingCurve, value: (TrainingCurve.Epoch) -> Double?
  ) -> [PlotPoint] {
    curve.epochs.compactMap { epoch in
      value(epoch).flatMap { $0.isFinite ? PlotPoint(x: Double(epoch.number), y: $0) : nil }
    }
  }

  private func bestMark(
    _ curve: TrainingCurve, value: (TrainingCurve.Epoch) -> Double?
  ) -> Mark {
    let kept = points(curve, value: value).filter { Int(clamping: $0.x) == curve.bestEpoch }
    return .points(kept, validationStyle, radius: 3.5)
  }

  private func trainingTable(_ curves: [TrainingCurve]) -> DataTable {
    DataTable(
      [
        .text("Network"), .number("Epoch"), .number("Training loss"), .number("Validation loss"),
        .number("Validation accuracy"), .number("Learning rate"),
      ],
      rows: curves.flatMap { curve in
        curve.epochs.map { epoch in
          [
            curve.name, String(epoch.number) + (epoch.number == curve.bestEpoch ? " (kept)" : ""),
            Numeral.fixed(epoch.trainingLoss, 5), Numeral.fixed(epoch.validationLoss, 5),
            Numeral.fixed(epoch.validationAccuracy, 5),
            epoch.learningRate.map(Numeral.short) ?? Numeral.undefined,
          ]
        }
      })
  }
}
