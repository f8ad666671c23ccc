import Engine
import Testing

@testable import Learning

@Suite struct OptimizerTests {
  /// Weights after ten steps of rate 0.05 down a bowl, made by:
  ///
  ///     start, target = [0.5, -1.0, 2.0, 0.1], [1.0, 0.25, -0.5, 0.0]
  ///     curvature = torch.tensor([1.0, 3.0, 0.2, 10.0])
  ///     rules = {
  ///         "sgd": lambda p: torch.optim.SGD(p, 0.05),
  ///         "momentum": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9),
  ///         "nesterov": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True),
  ///         "rmsprop": lambda p: torch.optim.RMSprop(p, 0.05, alpha=0.9),
  ///         "adam": lambda p: torch.optim.Adam(p, 0.05),
  ///         "adamw": lambda p: torch.optim.AdamW(p, 0.05, weight_decay=0.1),
  ///         "l2": lambda p: torch.optim.SGD(p, 0.05, weight_decay=0.1),
  ///         "clip": lambda p: torch.optim.SGD(p, 0.05),
  ///     }
  ///     for name, rule in rules.items():
  ///         w = torch.nn.Parameter(torch.tensor(start))
  ///         optimizer = rule([w])
  ///         for _ in range(10):
  ///             w.grad = curvature * (w.detach() - torch.tensor(target))
  ///             if name == "clip": torch.nn.utils.clip_grad_norm_([w], 0.5)
  ///             optimizer.step()
  ///         print(name, w.tolist())
  static let goldens: [(name: String, weights: [Float])] = [
    ("sgd", [0.7006316, 0.003907, 1.7609552, 9.77e-05]),
    ("momentum", [1.1554614, 0.7134898, 1.0526978, 0.0087725]),
    ("nesterov", [1.1309961, 0.4128458, 0.9565279, -0.0016298]),
    ("rmsprop", [0.9839415, -0.2611371, 1.1904217, 0.0018676]),
    ("adam", [0.9618754, -0.5090159, 1.503801, 0.0180338]),
    ("adamw", [0.9310828, -0.4721828, 1.4179121, 0.0186031]),
    ("l2", [0.6767434, 0.011438, 1.6727045, 8.83e-05]),
    ("clip", [0.5339987, -0.7604267, 1.9651349, 0.0483034]),
  ]

  static func configuration(_ name: String) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    let adam = OptimizerConfiguration.AdamConstants()
    configuration.optimizer =
      switch name {
      case "momentum": .momentum(0.9)
      case "nesterov": .nesterov(0.9)
      case "rmsprop": .rmsprop(decay: 0.9, epsilon: 1e-8)
      case "adam": .adam(adam)
      case "adamw": .adamw(adam, weightDecay: 0.1)
      default: .sgd
      }
    configuration.l2 = name == "l2" ? 0.1 : 0
    configuration.maxGradientNorm = name == "clip" ? 0.5 : nil
    return configuration
  }

  @Test(arguments: goldens.indices)
  func `ten steps land where PyTorch's do`(index: Int) {
    let golden = Self.goldens[index]
    var graph = Graph()
    _ = graph.parameter("w", shape: [4])
    let parameters = Parameters(of: graph)
    let gradient = Parameters(of: graph)
    unsafe parameters.withValues("w") {
      _ = unsafe $0.update(fromContentsOf: [0.5, -1, 2, 0.1])
    }
    var optimizer = Optimizer(Self.configuration(golden.name), layout: parameters.layout)
    let bowl: [(curvature: Float, target: Float)] = [(1, 1), (3, 0.25), (0.2, -0.5), (10, 0)]
    for _ in 0..<10 {
      for (i, side) in bowl.enumerated() {
        unsafe gradient.values[i] = unsafe side.curvature * (parameters.values[i] - side.target)
      }
      unsafe optimizer.step(parameters, gradient: gradient.trained, rate: 0.05, momentum: nil)
    }
    let weights = unsafe parameters.withValues("w") { unsafe Array($0) }
    for (ours, theirs) in zip(weights, golden.weights) {
      #expect(abs(ours - theirs) < 1e-5, "\(golden.name): \(weights)")
    }
  }
}
