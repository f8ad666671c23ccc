extension EvaluationCurves: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    if !rankings.isEmpty {
      var byClass = container.object("ranking")
      for (name, ranking) in zip(classes, rankings) {
        var object = byClass.object(name)
        try object.encode(ranking.roc.map(\.falsePositiveRate), forKey: "false_positive_rate")
        try object.encode(ranking.roc.map(\.truePositiveRate), forKey: "true_positive_rate")
        try object.encode(ranking.precisionRecall.map(\.recall), forKey: "recall")
        try object.encode(ranking.precisionRecall.map(\.precision), forKey: "precision")
        try object.encode(ranking.precisionRecall.map(\.threshold), forKey: "threshold")
      }
    }
    try container.encodeIfPresent(reliability?.bins, forKey: "reliability")
    if let profile { try encode(profile, named: "magnitude", to: &container) }
    if let baselineProfile {
      try encode(baselineProfile, named: "magnitude_of_baseline", to: &container)
    }
  }

  private func encode(
    _ profile: MagnitudeProfile, named name: String, to container: inout MetricContainer
  ) throws {
    var object = container.object(name)
    try object.encode(profile.magnitudeName, forKey: "column")
    try object.encode(profile.edges, forKey: "edges")
    try object.encode(profile.missingCount, forKey: "missing")
    var byClass = object.object("classes")
    for (name, cells) in zip(classes, profile.cells) {
      try byClass.encode(cells, forKey: MetricKey(stringValue: name))
    }
  }
}

extension Reliability.Bin: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(lower, forKey: "lower")
    try container.encode(upper, forKey: "upper")
    try container.encode(rows, forKey: "rows")
    try container.encode(meanConfidence, forKey: "mean_confidence")
    try container.encode(accuracy, named: "accuracy")
  }
}

extension MagnitudeProfile.Cell: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(support, forKey: "support")
    try container.encode(predicted, forKey: "predicted")
    try container.encode(purity, named: "purity")
    try container.encode(completeness, named: "completeness")
  }
}
