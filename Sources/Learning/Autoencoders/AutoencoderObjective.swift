public import Engine
internal import Settings

extension AutoencoderNetwork: TrainableModel {
  /// Every number of a sample brings its weight, 0 where nothing was measured.
  public var targetCount: Int { inputs.count }
  public var networkIdentity: String { CanonicalJSON.encode(self) }

  public func build(into graph: inout Graph, batch: Int, isTraining: Bool) -> BuiltObjective {
    typealias Name = NetworkDescription.InputName
    let mode: NetworkMode = isTraining ? .training() : .inference
    let features = buildInput(into: &graph, batch: batch)
    let linear = buildLinearParts(into: &graph)
    var seen = features
    if case .denoising(let noise) = variant, isTraining {
      seen = graph.noisy(features, deviation: Float(noise))
    }
    let code = buildCode(into: &graph, features: seen, linear: linear, mode: mode)
    var drawn = code.mean
    if let logVariance = code.logVariance {
      drawn = graph.gaussianSample(
        mean: code.mean, logVariance: logVariance, isTraining: isTraining)
    }
    let reconstruction = buildReconstruction(
      into: &graph, code: drawn, linear: linear, mode: mode)
    let weights = graph.input(Name.targets, shape: graph.shape(of: features))
    let sampleWeights = graph.input(Name.sampleWeights, shape: [batch])
    let error = graph.weightedSquaredError(
      reconstruction, features, elementWeights: weights, sampleWeights: sampleWeights)
    guard let penalty = buildPenalty(into: &graph, code, sampleWeights: sampleWeights) else {
      return BuiltObjective(loss: error, logits: nil)
    }
    return BuiltObjective(loss: graph.add(error, penalty), logits: nil)
  }

  /// What the variant adds to the error, a scalar; `nil` for none.
  private func buildPenalty(
    into graph: inout Graph, _ code: Code, sampleWeights: Value
  ) -> Value? {
    switch variant {
    case .plain, .linear, .denoising: return nil
    case .sparse(let weight):
      let zeros = graph.constant(Tensor(repeating: 0, shape: graph.shape(of: code.mean)))
      let size = graph.absoluteError(code.mean, zeros, sampleWeights: sampleWeights)
      return graph.scale(size, by: Float(weight))
    case .variational:
      guard let logVariance = code.logVariance else { return nil }
      let divergence = graph.gaussianDivergence(
        mean: code.mean, logVariance: logVariance, sampleWeights: sampleWeights)
      let weight = graph.input(InputName.divergenceWeight, shape: [])
      return graph.scale(
        graph.multiply(divergence, weight), by: 2 / Float(inputs.count))
    }
  }

  public func prepare(_ program: Program, after epochs: Double?) {
    guard case .variational(let divergence) = variant else { return }
    let weight = epochs.map(divergence.weight(after:)) ?? divergence.weight
    unsafe program.withInput(InputName.divergenceWeight) { unsafe $0[0] = Float(weight) }
  }
}
