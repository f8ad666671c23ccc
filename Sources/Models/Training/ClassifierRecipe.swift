internal import Learning

extension ClassifierConfiguration {
  /// The network for so many features and classes.
  func network(featureCount: Int, classCount: Int) -> NetworkDescription {
    let layers = hidden.enumerated().map { index, units in
      NetworkLayer.dense(
        DenseLayer(
          units: units, activation: activation, dropout: dropout, normalization: normalization,
          isResidual: isResidual && index > 0 && units == hidden[index - 1]))
    }
    return NetworkDescription(
      inputs: .numbers(featureCount), layers: layers, outputs: classCount)
  }

  /// How the networks are trained, for a table of so many training rows.
  ///
  /// Small tables want small batches and more epochs: what counts is the number of steps.
  func trainingConfiguration(trainingRows: Int) -> TrainingConfiguration {
    var recipe = TrainingConfiguration()
    let isSmall = trainingRows < Self.smallTable
    recipe.epochs = isSmall ? 60 : 40
    recipe.batchSize = isSmall ? 128 : 512
    recipe.optimizer = .standard
    recipe.learningRate = kind == .logistic ? 2e-2 : 4e-3
    recipe.schedule = .oneCycle(.init())
    return training.applied(to: recipe)
  }

  /// Training rows.
  private static let smallTable = 15_000
}
