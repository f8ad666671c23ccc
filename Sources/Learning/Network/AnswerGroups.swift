public import Engine

/// Which outputs of a network answer which question, and in what form.
///
/// A question's outputs exclude each other and are followed by the next question's. Targets are
/// votes: as many as outputs, all 0 where a question was not asked, which then counts for nothing.
public struct AnswerGroups: Hashable, Sendable, Codable {
  /// The outputs of one question.
  public struct Group: Hashable, Sendable, Codable {
    public var count: Int
    /// Whether outputs make concentrations of a Dirichlet distribution, rather than fractions only.
    public var hasConcentration: Bool

    public init(count: Int, hasConcentration: Bool) {
      self.count = count
      self.hasConcentration = hasConcentration
    }
  }

  public let groups: [Group]

  /// - Precondition: Every group has two outputs or more.
  public init(_ groups: [Group]) {
    precondition(
      !groups.isEmpty && groups.allSatisfy { $0.count > 1 },
      "expected groups of two outputs or more, found \(groups)")
    self.groups = groups
  }

  /// Outputs of the network.
  public var outputCount: Int { groups.reduce(0) { $0 + $1.count } }
  /// Questions whose answers have concentrations.
  public var concentrationCount: Int { groups.count { $0.hasConcentration } }
  /// Numbers of an answer; see ``answers(of:in:)``.
  public var answerCount: Int { outputCount + concentrationCount }

  /// By group, its outputs.
  public var ranges: [Range<Int>] {
    var start = 0
    return groups.map { group in
      defer { start += group.count }
      return start..<start + group.count
    }
  }

  /// The largest concentration, and the smallest.
  private static let (largest, least): (Float, Float) = (100, 1)

  /// `a = 1 + 99 sigmoid(x)`.
  ///
  /// - Source: Walmsley et al. 2022, MNRAS 509, 3966, section 4.1, and the program of that work.
  private func concentrations(of outputs: Value, in graph: inout Graph) -> Value {
    let ones = graph.constant(Tensor(repeating: Self.least, shape: graph.shape(of: outputs)))
    let span = Self.largest - Self.least
    return graph.add(graph.scale(graph.sigmoid(outputs), by: span), ones)
  }

  /// Appends the loss of a batch, a scalar: summed over questions, the mean over rows.
  ///
  /// With concentrations the negative logarithm of the votes' Dirichlet–multinomial probability;
  /// without, `−Σ t log p` with `p` the softmax of the question's outputs.
  ///
  /// - Parameters:
  ///   - outputs: Shape `[rows, outputs]`.
  ///   - targets: Shape as `outputs`, not negative.
  ///   - sampleWeights: Shape `[rows]`, not all zero.
  public func loss(
    of outputs: Value, targets: Value, sampleWeights: Value, in graph: inout Graph
  ) -> Value {
    var terms: [Value] = []
    let voted = zip(groups, ranges).filter { $0.0.hasConcentration }.map(\.1)
    if !voted.isEmpty {
      terms.append(
        graph.dirichletMultinomialLoss(
          concentrations: concentrations(of: outputs, in: &graph), votes: targets,
          questions: voted, sampleWeights: sampleWeights))
    }
    for (group, range) in zip(groups, ranges) where !group.hasConcentration {
      terms.append(
        graph.crossEntropy(
          logits: graph.slice(outputs, columns: range),
          targets: graph.slice(targets, columns: range), sampleWeights: sampleWeights))
    }
    return terms.dropFirst().reduce(terms[0]) { graph.add($0, $1) }
  }

  /// Appends what the outputs say: the expected fraction of every answer, then for every question
  /// with concentrations their sum, in the questions' order.
  ///
  /// - Parameter outputs: Shape `[rows, outputs]`.
  /// - Returns: Shape `[rows, answerCount]`.
  func answers(of outputs: Value, in graph: inout Graph) -> Value {
    let rows = graph.shape(of: outputs).rows
    var fractions: [Value] = []
    var sums: [Value] = []
    for (group, range) in zip(groups, ranges) {
      let own = graph.slice(outputs, columns: range)
      guard group.hasConcentration else {
        fractions.append(graph.softmax(own))
        continue
      }
      let concentrations = concentrations(of: own, in: &graph)
      // a / Σ a is the softmax of log a.
      fractions.append(graph.softmax(graph.log(concentrations)))
      sums.append(graph.sum(concentrations, to: [rows, 1]))
    }
    let all = fractions + sums
    return all.count == 1 ? all[0] : graph.concatenate(all, axis: 1)
  }
}
