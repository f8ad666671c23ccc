import Glibc

/// A mean over rows, each with a sum and the number of values in it.
struct MeanOfRows {
  private let rows: [(sum: Double, count: Double)]

  init(_ rows: [(sum: Double, count: Double)]) { self.rows = rows.filter { $0.count > 0 } }

  static func squared(_ difference: Double) -> (sum: Double, count: Double) {
    (difference * difference, 1)
  }

  var mean: Double? {
    rows.isEmpty ? nil : rows.reduce(0) { $0 + $1.sum } / rows.reduce(0) { $0 + $1.count }
  }

  var rootMean: Double? { mean.map { $0.squareRoot() } }

  func mean(_ bootstrap: Bootstrap, stream: UInt64) -> Estimate {
    interval(bootstrap, stream: stream, around: mean, bounds: -.infinity ... .infinity) { $0 }
  }

  func rootMean(_ bootstrap: Bootstrap, stream: UInt64) -> Estimate {
    interval(bootstrap, stream: stream, around: rootMean, bounds: 0...1) { $0.squareRoot() }
  }

  /// Resamples up to 512 groups of rows with neighbouring means.
  private func interval(
    _ bootstrap: Bootstrap, stream: UInt64, around value: Double?, bounds: ClosedRange<Double>,
    _ figure: @escaping (Double) -> Double
  ) -> Estimate {
    let sorted = rows.sorted { $0.sum / $0.count < $1.sum / $1.count }
    let size = max(1, (sorted.count + 511) / 512)
    let groups = stride(from: 0, to: sorted.count, by: size).map {
      sorted[$0..<min($0 + size, sorted.count)]
    }
    let sizes = groups.map { Double($0.count) }
    let sums = groups.map { group in group.reduce(0) { $0 + $1.sum } / Double(group.count) }
    let counts = groups.map { group in group.reduce(0) { $0 + $1.count } / Double(group.count) }
    return bootstrap.intervals(
      around: [value], cells: sizes, stream: stream, bounds: bounds
    ) { drawn in
      var (sum, count) = (0.0, 0.0)
      for index in drawn.indices {
        sum += drawn[index] * sums[index]
        count += drawn[index] * counts[index]
      }
      return [count > 0 ? figure(sum / count) : nil]
    }[0]
  }
}

extension AnsweredQuestions {
  private var voted: [(question: Question, range: Range<Int>)] {
    zip(questions, ranges).filter { !$0.0.isTag }.map { ($0.0, $0.1) }
  }

  /// Squared differences of fractions of those that were asked, row by row.
  var errorsOfAsked: MeanOfRows {
    errors { row, answer in Double(fractions[row * answerCount + answer]) }
  }

  func errors(ofUsual usual: [Float]) -> MeanOfRows {
    errors { _, answer in Double(usual[answer]) }
  }

  private func errors(_ predicted: (Int, Int) -> Double) -> MeanOfRows {
    let voted = voted
    return MeanOfRows(
      (0..<rowCount).map { row in
        voted.reduce(into: (sum: 0.0, count: 0.0)) { result, one in
          let votes = votes(row, one.range)
          let total = votes.reduce(0, +)
          guard total > 0 else { return }
          for (answer, vote) in zip(one.range, votes) {
            let difference = predicted(row, answer) - vote / total
            result.sum += difference * difference
            result.count += 1
          }
        }
      })
  }

  /// Squared differences of fractions of all voters, in rows whose first question was asked.
  ///
  /// - Parameter usual: Said of every row; the predictions where `nil`.
  func errorsOfAll(_ usual: [Float]?) -> MeanOfRows {
    let ranges = ranges
    return MeanOfRows(
      (0..<rowCount).map { row in
        questions.indices.filter { !questions[$0].isTag }.reduce(into: (sum: 0.0, count: 0.0)) {
          result, index in
          var (root, factor) = (index, 1.0)
          while let parent = questions[root].parent {
            factor *= Double(fractions[row * answerCount + parent.answer])
            root = parent.question
          }
          let voters = votes(row, ranges[root]).reduce(0, +)
          guard voters > 0 else { return }
          for (answer, vote) in zip(ranges[index], votes(row, ranges[index])) {
            let predicted =
              usual.map { Double($0[answer]) } ?? factor
              * Double(fractions[row * answerCount + answer])
            let difference = predicted - min(1, vote / voters)
            result.sum += difference * difference
            result.count += 1
          }
        }
      })
  }

  /// The negative logarithm of the probability of a row's votes on one question: multinomial, or
  /// Dirichlet–multinomial where there is a concentration.
  func logLoss(_ row: Int, question index: Int) -> Double {
    let range = ranges[index]
    let (votes, fractions) = (votes(row, range), fractions(row, range))
    let total = votes.reduce(0, +)
    let orders = lgamma(total + 1).0 - votes.reduce(0) { $0 + lgamma($1 + 1).0 }
    guard questions[index].hasConcentration else {
      return zip(votes, fractions).reduce(-orders) { $0 - $1.0 * log(max($1.1, 1e-15)) }
    }
    let sum = Double(concentrations[row * questions.count + index])
    var logarithm = orders + lgamma(sum).0 - lgamma(total + sum).0
    for (vote, fraction) in zip(votes, fractions) {
      let own = max(fraction * sum, 1e-9)
      logarithm += lgamma(vote + own).0 - lgamma(own).0
    }
    return -logarithm
  }
}
