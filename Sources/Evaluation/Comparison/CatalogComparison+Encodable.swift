extension CatalogComparison: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(rows.rowCount, forKey: "matched")
    try container.encode(rows.classes, forKey: "classes")
    try container.encode(rows.classifications.map(\.name), forKey: "names")
    if !metrics.isEmpty { try container.encode(metrics, forKey: "metrics") }
    var list = container.nestedUnkeyedContainer(forKey: "pairs")
    for (index, pair) in pairs.enumerated() {
      var object = list.nestedContainer(keyedBy: MetricKey.self)
      try object.encode(rows.classifications[0].name, forKey: "first")
      try object.encode(rows.classifications[index + 1].name, forKey: "second")
      try encode(pair, to: &object)
    }
    if let magnitude { try encode(magnitude, to: &container) }
  }

  private func encode(_ pair: PairedComparison, to object: inout MetricContainer) throws {
    try object.encode(pair.agreement.counts, forKey: "agreement")
    try object.encode(pair.flips.count, forKey: "flipped")
    try object.encode(pair.flipped, named: "flipped_fraction")
    guard let differences = pair.differences else { return }
    for change in Flip.Change.allCases where change != .unknown {
      try object.encode(
        pair.flips.count { $0.change == change },
        forKey: MetricKey(stringValue: change.name.replacing(" ", with: "_")))
    }
    try object.encode(differences.accuracy, named: "accuracy_difference")
    try object.encode(differences.balancedAccuracy, named: "balanced_accuracy_difference")
    try object.encode(differences.logLoss, named: "log_loss_difference")
    var test = object.object("mcnemar")
    try test.encode(differences.test.onlyFirst, forKey: "only_first_right")
    try test.encode(differences.test.onlySecond, forKey: "only_second_right")
    try test.encode(differences.test.isExact, forKey: "is_exact")
    try test.encode(differences.test.statistic, forKey: "statistic")
    try test.encode(differences.test.probability, forKey: "p")
  }

  private func encode(
    _ magnitude: MagnitudeComparison, to container: inout MetricContainer
  ) throws {
    var object = container.object("magnitude")
    try object.encode(magnitude.magnitudeName, forKey: "column")
    try object.encode(magnitude.edges, forKey: "edges")
    try object.encode(magnitude.entries.first?.purity.completeness, forKey: "completeness")
    var list = object.nestedUnkeyedContainer(forKey: "catalogs")
    for entry in magnitude.entries {
      var one = list.nestedContainer(keyedBy: MetricKey.self)
      var accuracy = one.object("accuracy")
      try accuracy.encode(entry.accuracy.map(\.value), forKey: "value")
      try accuracy.encode(entry.accuracy.map(\.low), forKey: "low")
      try accuracy.encode(entry.accuracy.map(\.high), forKey: "high")
      var byClass = one.object("classes")
      for (index, name) in rows.classes.enumerated() {
        var cells = byClass.object(name)
        try cells.encode(entry.profile.cells[index], forKey: "labels")
        try cells.encode(entry.purity.cells[index], forKey: "at_completeness")
      }
    }
  }
}

extension PurityProfile.Cell: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(support, forKey: "support")
    try container.encode(called, forKey: "called")
    try container.encode(limit, forKey: "limit")
    try container.encode(purity, named: "purity")
    try container.encode(completeness, named: "completeness")
  }
}
