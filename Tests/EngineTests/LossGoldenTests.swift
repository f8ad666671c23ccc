import Testing

@testable import Engine

/// Numbers of PyTorch 2 in double precision, made by:
///
///     import torch, torch.nn.functional as F
///     torch.set_default_dtype(torch.float64)
///     def numbers(count, k): return torch.tensor([((i * k) % 13 - 6) / 8 for i in range(count)])
///     a, b, c = (numbers(12, k).reshape(3, 4) for k in (5, 7, 4))
///     hard = (b > 0) * 1.0
///     print(F.kl_div(F.log_softmax(a, 1), F.softmax(b, 1), reduction="batchmean"))
///     print(F.poisson_nll_loss(a, hard))
///     print(F.gaussian_nll_loss(a, b, torch.exp(c), full=True))
///     ce = F.binary_cross_entropy_with_logits(a, hard, reduction="none")
///     p = torch.sigmoid(a)
///     pt, w = p * hard + (1 - p) * (1 - hard), 0.25 * hard + 0.75 * (1 - hard)
///     print((w * ce * (1 - pt) ** 2).mean())
///     print((1 - F.cosine_similarity(a, b)).mean())
///     print(F.triplet_margin_loss(a, b, c, eps=0))
///     z = F.normalize(torch.cat([a, b]))
///     s = (z @ z.T / 0.5).fill_diagonal_(-torch.inf)
///     print(F.cross_entropy(s, torch.tensor([3, 4, 5, 0, 1, 2])))
///     print(torch.relu(1 - a * (2 * hard - 1)).mean())
///     print(torch.log(torch.cosh(a - b)).mean())
///     print(F.l1_loss(a, b))
///     print((0.5 * (a ** 2 + torch.exp(b) - 1 - b)).sum(1).mean())
///     k = torch.tensor([[1., 4, 0, 3], [0, 0, 2, 2], [5, 0, 0, 0]])
///     q = 1 + 9 * torch.sigmoid(a)
///     def loss(a, k):
///         n, total, g = k.sum(1), a.sum(1), torch.lgamma
///         return (g(n + total) - g(n + 1) - g(total)
///                 + (g(k + 1) + g(a) - g(k + a)).sum(1))
///     print((loss(q[:, :2], k[:, :2]) + loss(q[:, 2:], k[:, 2:])).mean())
struct LossGoldenTests {
  private typealias Loss = @Sendable (inout Graph, _ a: Value, _ b: Value, _ c: Value) -> Value

  /// 1 where positive, else 0.
  private static func hard(_ graph: inout Graph, _ value: Value) -> Value {
    graph.clamped(graph.scale(value, by: 1000), to: 0...1)
  }

  private static func votes(_ graph: inout Graph, _ value: Value) -> Value {
    let votes = Tensor(shape: [3, 4], values: [1, 4, 0, 3, 0, 0, 2, 2, 5, 0, 0, 0])
    let concentrations = graph.offset(graph.scale(graph.sigmoid(value), by: 9), by: 1)
    return graph.dirichletMultinomialLoss(
      concentrations: concentrations, votes: graph.constant(votes), questions: [0..<2, 2..<4])
  }

  private static func divergence(_ graph: inout Graph, _ a: Value, _ b: Value) -> Value {
    let (logarithms, targets) = (graph.logSoftmax(a), graph.softmax(b))
    return graph.klDivergence(logProbabilities: logarithms, targets: targets)
  }

  private static func focal(_ graph: inout Graph, _ a: Value, _ b: Value) -> Value {
    let targets = hard(&graph, b)
    return graph.binaryFocal(logits: a, targets: targets, positiveWeight: 0.25)
  }

  private static func poisson(_ graph: inout Graph, _ a: Value, _ b: Value) -> Value {
    let counts = hard(&graph, b)
    return graph.poissonLikelihood(logRates: a, counts: counts)
  }

  private static func hinge(_ graph: inout Graph, _ a: Value, _ b: Value) -> Value {
    let signs = graph.offset(graph.scale(hard(&graph, b), by: 2), by: -1)
    return graph.hinge(scores: a, signs: signs)
  }

  private static let losses: [(name: String, expected: Double, loss: Loss)] = [
    ("klDivergence", 0.173127901, { graph, a, b, _ in divergence(&graph, a, b) }),
    ("poissonLikelihood", 1.08832106, { graph, a, b, _ in poisson(&graph, a, b) }),
    (
      "gaussianLikelihood", 1.108346441,
      {
        $0.gaussianLikelihood(mean: $1, logVariance: $3, targets: $2, includesConstants: true)
      }
    ),
    ("binaryFocal", 0.102672442, { graph, a, b, _ in focal(&graph, a, b) }),
    ("cosineLoss", 0.821532531, { graph, a, b, _ in graph.cosineLoss(a, b) }),
    ("triplet", 0.800409761, { $0.triplet(anchors: $1, positives: $2, negatives: $3) }),
    ("contrastive", 2.150447673, { graph, a, b, _ in graph.contrastive(a, b) }),
    ("hinge", 0.958333333, { graph, a, b, _ in hinge(&graph, a, b) }),
    ("logCosh", 0.177681391, { graph, a, b, _ in graph.logCosh(a, b) }),
    ("absoluteError", 0.520833333, { graph, a, b, _ in graph.absoluteError(a, b) }),
    (
      "gaussianDivergence", 0.708354689,
      { graph, a, b, _ in graph.gaussianDivergence(mean: a, logVariance: b) }
    ),
    ("dirichletMultinomialLoss", 2.78550935, { graph, a, _, _ in votes(&graph, a) }),
  ]

  @Test(arguments: losses.indices)
  func `losses give PyTorch's numbers`(index: Int) throws {
    let (_, expected, loss) = Self.losses[index]
    var graph = Graph()
    let values = [5, 7, 4].map { GoldenNumbers.input(&graph, [3, 4], $0) }
    let result = loss(&graph, values[0], values[1], values[2])
    try GoldenNumbers.check(graph, result, [expected])
  }
}
