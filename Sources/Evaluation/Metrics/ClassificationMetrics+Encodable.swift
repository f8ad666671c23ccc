import Numbers

/// A key known only when it is written.
struct MetricKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringLiteral value: String) { stringValue = value }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

typealias MetricContainer = KeyedEncodingContainer<MetricKey>

extension MetricContainer {
  /// Writes `name`, `name_low` and `name_high`; null where undefined.
  mutating func encode(_ estimate: Estimate, named name: String) throws {
    try encode(estimate.value, forKey: MetricKey(stringValue: name))
    try encode(estimate.low, forKey: MetricKey(stringValue: name + "_low"))
    try encode(estimate.high, forKey: MetricKey(stringValue: name + "_high"))
  }

  mutating func object(_ name: String) -> MetricContainer {
    nestedContainer(keyedBy: MetricKey.self, forKey: MetricKey(stringValue: name))
  }
}

extension ClassificationMetrics: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(rows, forKey: "rows")
    try encodeHeadline(to: &container)
    try container.encodeIfPresent(commonestClass, forKey: "commonest_class")
    var byClass = container.object("classes")
    for index in classes.indices {
      var object = byClass.object(classes[index])
      try encodeClass(index, to: &object)
    }
    var matrix = container.object("confusion")
    try matrix.encode(classes, forKey: "labels")
    try matrix.encode(confusion.matrix.counts, forKey: "counts")
    try container.encodeIfPresent(flags, forKey: "flags")
    try container.encodeIfPresent(baseline, forKey: "baseline")
    if let reweighted { try encode(reweighted, to: &container) }
  }

  private func encodeHeadline(to container: inout MetricContainer) throws {
    try container.encode(accuracy, named: "accuracy")
    try container.encode(balancedAccuracy, named: "balanced_accuracy")
    try container.encode(macroF1, named: "macro_f1")
    try container.encode(logLoss, named: "log_loss")
    try container.encode(brier, named: "brier")
    try container.encode(expectedCalibrationError, named: "ece")
    try container.encode(probability?.adaptiveCalibrationError, forKey: "ece_adaptive")
    try container.encode(probability?.rows ?? 0, forKey: "rows_with_probabilities")
    try container.encode(galaxyPurity, named: "galaxy_purity_at_completeness_96")
    try container.encode(starCompleteness, named: "star_completeness_at_purity_97")
  }

  private func encodeClass(_ index: Int, to object: inout MetricContainer) throws {
    let figures = confusion.classes[index]
    try object.encode(figures.support, forKey: "support")
    try object.encode(figures.precision, named: "precision")
    try object.encode(figures.recall, named: "recall")
    try object.encode(figures.f1, named: "f1")
    let ranked = probability?.classes[index]
    try object.encode(ranked?.areaUnderROC ?? .undefined, named: "auc")
    try object.encode(ranked?.averagePrecision ?? .undefined, named: "average_precision")
    try object.encode(ranked?.precisionAtRecall ?? .undefined, named: "precision_at_recall_96")
    try object.encode(ranked?.recallAtPrecision ?? .undefined, named: "recall_at_precision_97")
  }

  private func encode(_ figures: ReweightedFigures, to container: inout MetricContainer) throws {
    var object = container.object("reweighted")
    try object.encode(figures.prior.fractions, forKey: "prior")
    try object.encode(figures.accuracy, named: "accuracy")
    try object.encode(figures.macroF1, named: "macro_f1")
    var byClass = object.object("classes")
    for (name, precision) in zip(classes, figures.precisions) {
      var inner = byClass.object(name)
      try inner.encode(precision, named: "precision")
    }
  }
}

extension FlagAccuracy: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(unflagged, forKey: "unflagged")
    try container.encode(flagged, forKey: "flagged")
    var named = container.object("bits")
    for group in bits { try named.encode(group, forKey: MetricKey(stringValue: group.name)) }
  }
}

extension FlagAccuracy.Group: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(rows, forKey: "rows")
    try container.encode(accuracy, named: "accuracy")
  }
}

extension BaselineComparison: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(name, forKey: "name")
    try container.encode(Int(clamping: survey.matrix.total), forKey: "rows")
    for (name, figures) in [("survey", survey), ("model", model)] {
      var object = container.object(name)
      try object.encode(figures.accuracy, named: "accuracy")
      try object.encode(figures.balancedAccuracy, named: "balanced_accuracy")
      var byClass = object.object("classes")
      for one in figures.classes {
        var inner = byClass.object(one.name)
        try inner.encode(one.precision, named: "precision")
        try inner.encode(one.recall, named: "recall")
      }
    }
  }
}
