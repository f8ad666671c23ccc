@testable import Engine

/// Losses beside those of the first networks.
extension ExpressionCases {
  static let moreLosses: [Expression] =
    ([[1, 1], [1, 5], [7, 3], [33, 17]] as [Shape]).flatMap { shape in
      [false, true].flatMap { isWeighted in
        [errors, likelihoods, classes, similarities, votes].flatMap { $0(shape, isWeighted) }
      }
    }

  private static func weights(
    _ maker: inout Expression.Maker, _ shape: Shape, _ isWeighted: Bool
  ) -> Value? {
    isWeighted ? maker.input([shape[0]]) { abs($0) } : nil
  }

  private static func errors(_ shape: Shape, _ isWeighted: Bool) -> [Expression] {
    [
      Expression("absoluteError \(shape) \(isWeighted)") { maker in
        maker.graph.absoluteError(
          maker.parameter(shape), maker.input(shape) { 0.001 * $0 },
          sampleWeights: weights(&maker, shape, isWeighted))
      },
      Expression("logCosh \(shape) \(isWeighted)") { maker in
        maker.graph.logCosh(
          maker.parameter(shape), maker.parameter(shape) { 3 * $0 },
          sampleWeights: weights(&maker, shape, isWeighted))
      },
      Expression("hinge \(shape) \(isWeighted)") { maker in
        maker.graph.hinge(
          scores: maker.parameter(shape), signs: maker.input(shape) { $0 > 0 ? 1 : -1 },
          sampleWeights: weights(&maker, shape, isWeighted))
      },
    ]
  }

  private static func likelihoods(_ shape: Shape, _ isWeighted: Bool) -> [Expression] {
    [
      Expression("klDivergence \(shape) \(isWeighted)") { maker in
        let logarithms = maker.graph.logSoftmax(maker.parameter(shape))
        return maker.graph.klDivergence(
          logProbabilities: logarithms, targets: maker.targets(shape[0], shape[1]),
          sampleWeights: weights(&maker, shape, isWeighted))
      },
      Expression("poissonLikelihood \(shape) \(isWeighted)") { maker in
        maker.graph.poissonLikelihood(
          logRates: maker.parameter(shape), counts: maker.input(shape) { abs($0 * 3).rounded() },
          includesConstants: isWeighted, sampleWeights: weights(&maker, shape, isWeighted))
      },
      Expression("gaussianLikelihood \(shape) \(isWeighted)") { maker in
        maker.graph.gaussianLikelihood(
          mean: maker.parameter(shape), logVariance: maker.parameter(shape),
          targets: maker.input(shape), includesConstants: isWeighted,
          sampleWeights: weights(&maker, shape, isWeighted))
      },
    ]
  }

  private static func classes(_ shape: Shape, _ isWeighted: Bool) -> [Expression] {
    [Float(0), 1, 1.5, 2].flatMap { focusing in
      [
        Expression("binaryFocal \(shape) \(isWeighted) \(focusing)") { maker in
          maker.graph.binaryFocal(
            logits: maker.parameter(shape) { 3 * $0 },
            targets: maker.input(shape) { $0 > 0 ? 1 : 0 }, focusing: focusing,
            positiveWeight: isWeighted ? 0.25 : nil,
            sampleWeights: weights(&maker, shape, isWeighted))
        },
        // Of a single class nothing is ever missing.
        Expression("focal \(shape) \(isWeighted) \(focusing)") { maker in
          let wide: Shape = [shape[0], shape[1] + 1]
          return maker.graph.focal(
            logits: maker.parameter(wide), targets: maker.targets(wide[0], wide[1]),
            focusing: focusing,
            classWeights: isWeighted ? maker.input([wide.columns]) { abs($0) } : nil,
            sampleWeights: weights(&maker, wide, isWeighted))
        },
      ]
    }
  }

  private static func similarities(_ shape: Shape, _ isWeighted: Bool) -> [Expression] {
    let wide: Shape = [shape[0], shape[1] + 1]
    return [
      Expression("cosineLoss \(wide) \(isWeighted)") { maker in
        maker.graph.cosineLoss(
          maker.parameter(wide), maker.parameter(wide),
          sampleWeights: weights(&maker, wide, isWeighted))
      },
      Expression("triplet \(wide) \(isWeighted)") { maker in
        maker.graph.triplet(
          anchors: maker.parameter(wide), positives: maker.parameter(wide),
          negatives: maker.parameter(wide) { 0.75 * $0 }, margin: 2,
          sampleWeights: weights(&maker, wide, isWeighted))
      },
      Expression("contrastive \(wide) \(isWeighted)") { maker in
        maker.graph.contrastive(
          maker.parameter(wide), maker.parameter(wide), temperature: isWeighted ? 0.2 : 1)
      },
    ]
  }

  private static func votes(_ shape: Shape, _ isWeighted: Bool) -> [Expression] {
    let answers: Shape = [shape[0], 2 * shape[1] + 2]
    // The last column belongs to no question.
    let questions = [0..<2, 2..<answers.columns - 1]
    return [
      Expression("dirichletMultinomial \(answers) \(isWeighted)") { maker in
        let concentrations = maker.parameter(answers) { isWeighted ? $0 * $0 * 40 + 1 : $0 + 2 }
        // Some rows have no votes for a question.
        let counts = maker.input(answers) { max($0 * 12, 0).rounded() }
        guard isWeighted else {
          return maker.graph.dirichletMultinomial(
            concentrations: concentrations, votes: counts, questions: questions)
        }
        return maker.graph.dirichletMultinomialLoss(
          concentrations: concentrations, votes: counts, questions: questions,
          sampleWeights: weights(&maker, shape, isWeighted))
      }
    ]
  }
}
