extension AnswerMetrics: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    try container.encode(rows, forKey: "rows")
    try container.encode(fractionError, named: "rmse")
    if let fractionErrorOfAll {
      try container.encode(fractionErrorOfAll, named: "rmse_of_all_voters")
    }
    var byName = container.object("questions")
    for question in questions {
      var object = byName.object(question.name)
      try question.encode(to: &object)
    }
  }
}

extension QuestionFigures {
  fileprivate func encode(to object: inout MetricContainer) throws {
    try object.encode(rows, forKey: "rows")
    try object.encode(logLoss, named: "log_loss")
    if let tag {
      try object.encode(tag.positives, forKey: "positives")
      try object.encode(tag.ranking.areaUnderROC, named: "auc")
      try object.encode(tag.ranking.averagePrecision, named: "average_precision")
      try object.encode(tag.f1, named: "f1")
      return
    }
    var byName = object.object("answers")
    for answer in answers {
      var inner = byName.object(answer.name)
      try inner.encode(answer.meanFraction, forKey: "mean_fraction")
      try inner.encode(answer.fractionError, named: "rmse")
    }
  }
}

extension MetricContainer {
  /// Also what always saying the mean amounts to.
  fileprivate mutating func encode(
    _ error: AnswerMetrics.FractionError, named name: String
  ) throws {
    try encode(error.value, named: name)
    try encode(error.ofUsual, forKey: MetricKey(stringValue: name + "_of_training_mean"))
  }
}
