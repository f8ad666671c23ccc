import CVector
import Glibc

/// Per row, the negative logarithm of the probability of vote counts under Dirichlet
/// distributions of the answers' shares, summed over questions.
///
/// Inputs: concentrations `[rows, answers]`, votes `[rows, answers]`.
struct DirichletMultinomialRows: Operation {
  let questions: [Range<Int>]
  var name: String { "dirichletMultinomial" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank == 2 && inputs[0] == inputs[1], inputs,
      "concentrations and votes must both be [rows, answers]")
    var end = 0
    for question in questions {
      guard question.lowerBound >= end, question.upperBound <= inputs[0].columns else {
        throw .invalidProperty(
          operation: name, property: "a question", found: "\(question)",
          rule: "questions must be ascending, apart, and within the \(inputs[0].columns) answers")
      }
      end = question.upperBound
    }
    return [inputs[0].rows]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let gradient = DirichletMultinomialGradient(questions: questions)
    return [graph.apply(gradient, site.inputs[0], site.inputs[1], site.upstream), nil]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let answers = inputs[0].shape.columns
    return (0..<inputs[0].shape.rows).map { row in
      questions.reduce(0) { sum, question in
        let columns = row * answers + question.lowerBound..<row * answers + question.upperBound
        return sum + Self.loss(inputs[0].values[columns], inputs[1].values[columns])
      }
    }
  }

  private static func loss(
    _ concentrations: ArraySlice<Double>, _ votes: ArraySlice<Double>
  ) -> Double {
    let (total, count) = (concentrations.reduce(0, +), votes.reduce(0, +))
    guard count != 0 else { return 0 }
    var logarithm = lgamma(count + 1) + lgamma(total) - lgamma(count + total)
    for (concentration, vote) in zip(concentrations, votes) {
      logarithm += lgamma(vote + concentration) - lgamma(concentration) - lgamma(vote + 1)
    }
    return -logarithm
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (columns, count, bounds) = (inputs[0].columns, questions.count, bounds)
    return .alongFirstAxis(output, inputs: inputs, flopsPerElement: 180 * columns) {
      operands, items in
      let start = items.lowerBound * columns
      unsafe vector_dirichlet_multinomial(
        items.count, columns, count, bounds, operands.input(0, from: start),
        operands.input(1, from: start), operands.output(from: items.lowerBound))
    }
  }

  /// First column and end of every question.
  var bounds: [Int32] { questions.flatMap { [Int32($0.lowerBound), Int32($0.upperBound)] } }
}

/// The gradient of ``DirichletMultinomialRows`` with respect to the concentrations `a`:
/// `g (ψ(N + Σa) − ψ(Σa) − ψ(k + a) + ψ(a))` with `k` of `N` votes.
///
/// Inputs: concentrations, votes, upstream `[rows]`.
struct DirichletMultinomialGradient: Operation {
  let questions: [Range<Int>]
  var name: String { "dirichletMultinomialGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[2] == [inputs[0].rows], inputs, "there must be one gradient per row")
    return inputs[0]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (concentrations, votes, answers) = (
      inputs[0].values, inputs[1].values, inputs[0].shape.columns
    )
    var result = [Double](repeating: 0, count: concentrations.count)
    for row in 0..<inputs[0].shape.rows {
      for question in questions {
        let columns = row * answers + question.lowerBound..<row * answers + question.upperBound
        let (total, count) = (
          concentrations[columns].reduce(0, +), votes[columns].reduce(0, +)
        )
        guard count != 0 else { continue }
        let common = Digamma.value(count + total) - Digamma.value(total)
        for index in columns {
          let (concentration, vote) = (concentrations[index], votes[index])
          let own = Digamma.value(vote + concentration) - Digamma.value(concentration)
          result[index] = inputs[2].values[row] * (common - own)
        }
      }
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let rows = DirichletMultinomialRows(questions: questions)
    let (columns, count, bounds) = (output.columns, questions.count, rows.bounds)
    return .alongFirstAxis(output, inputs: inputs, flopsPerElement: 120) { operands, items in
      let start = items.lowerBound * columns
      unsafe vector_dirichlet_multinomial_gradient(
        items.count, columns, count, bounds, operands.input(0, from: start),
        operands.input(1, from: start), operands.input(2, from: items.lowerBound),
        operands.output(from: start))
    }
  }
}

extension Graph {
  /// The negative log-likelihood of every row's votes, shape `[rows]`, summed over questions.
  ///
  /// The answers' shares of a question are taken to follow a Dirichlet distribution, over which
  /// the multinomial probability of the votes is integrated. A question nobody was asked counts
  /// for exactly nothing, nor does a column of no question.
  ///
  ///     −log [Γ(N + 1) Γ(A) / Γ(N + A) · Π Γ(k + a) / (Γ(a) Γ(k + 1))],   N = Σ k, A = Σ a
  ///
  /// - Parameters:
  ///   - concentrations: `a`, shape `[rows, answers]`, positive; `1 + 99 sigmoid(x)` or
  ///     `1 + softplus(x)` of a network's outputs, mostly.
  ///   - votes: `k`, counts, shape as `concentrations`; need not be whole, must not be negative.
  ///   - questions: The columns of each question, ascending.
  /// - Source: Walmsley et al. 2022, MNRAS 509, 3966, section 4.1.
  public mutating func dirichletMultinomial(
    concentrations: Value, votes: Value, questions: [Range<Int>]
  ) -> Value {
    apply(DirichletMultinomialRows(questions: questions), concentrations, votes)
  }

  /// The mean over rows of ``dirichletMultinomial(concentrations:votes:questions:)``, a scalar.
  ///
  /// - Parameter sampleWeights: Shape `[rows]`, not all zero.
  public mutating func dirichletMultinomialLoss(
    concentrations: Value, votes: Value, questions: [Range<Int>], sampleWeights: Value? = nil
  ) -> Value {
    weightedMean(
      dirichletMultinomial(
        concentrations: concentrations, votes: votes, questions: questions), sampleWeights)
  }
}
