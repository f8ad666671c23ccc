public import Files
import Settings

extension SearchSpace {
  /// What is searched where nothing is said: rate, decay and batches; width, depth and dropout of
  /// dense layers; how images are changed at random.
  ///
  /// - Throws: `SkysortError` where the base has settings of another kind of network.
  public init(
    for kind: ModelKind, base: ConfigurationTree
  ) throws(SkysortError) {
    let text = Self.usual(kind)
    let path = "the usual space of \(kind.rawValue)"
    try self.init(
      StrictSettings.decode(StructuredValue.self, from: text, path: path), path: path, base: base)
  }

  /// As a file would hold it.
  private static func usual(_ kind: ModelKind) -> String {
    switch kind {
    case .logistic: logistic
    case .mlp: photometry
    case .fused: images + dense + "dropout: {uniform: [0, 0.5]}\n"
    case .resnet18: images
    case .cnn, .cnnLarge, .vgg: images + "dropout: {uniform: [0, 0.5]}\n"
    }
  }

  private static let logistic = """
    training.learning_rate: {log: [2e-3, 1e-1]}
    training.optimizer.weight_decay: {log: [1e-4, 1e-1]}
    training.batch_size: {choice: [128, 256, 512, 1024]}

    """

  private static let photometry = """
    training.learning_rate: {log: [5e-4, 2e-2]}
    training.optimizer.weight_decay: {log: [1e-3, 1e-1]}
    training.batch_size: {choice: [128, 256, 512, 1024]}
    dropout: {uniform: [0, 0.3]}
    hidden:
      choice:
      - [64, 64]
      - [64, 64, 64, 64]
      - [128, 128, 128]
      - [128, 128, 128, 128, 128]
      - [256, 256, 256]
      - [256, 256, 256, 256, 256]

    """

  private static let dense = "hidden: {choice: [[64], [64, 64], [128, 128], [128, 128, 128]]}\n"

  /// Turns and mirror images stay those of the labels' symmetry where a list begins with `null`,
  /// which is what is usual; the others change an image in ways that any labels bear.
  private static let images = """
    training.learning_rate: {log: [5e-4, 1e-2]}
    training.optimizer.weight_decay: {log: [2e-3, 1e-1]}
    training.label_smoothing: {choice: [0, 0.05, 0.1]}
    training.batch_size: {choice: [32, 64, 128]}
    images.augmentation:
      choice:
      - null
      - {rotation: quarter}
      - {rotation: quarter, shift: 2}
      - {rotation: any, zoom: [0.9, 1.1], edge: reflect}
      - {rotation: any, zoom: [0.8, 1.25], shift: 2, noise: 0.3, edge: reflect}

    """
}
