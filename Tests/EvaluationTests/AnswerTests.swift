import Evaluation
import Testing

// Figures of SciPy 1.1x and scikit-learn 1.x:
//
//   import numpy as np
//   from scipy.stats import dirichlet_multinomial, multinomial
//   from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
//   votes = np.array([[12,20,3],[30,1,4],[0,0,0],[5,5,30]])
//   fraction = np.array([[.3,.6,.1],[.7,.2,.1],[.5,.3,.2],[.2,.2,.6]])
//   total, k = np.array([40,25,9,60.]), [0,1,3]
//   obs = votes[k]/votes[k].sum(1,keepdims=True)
//   print(np.sqrt(((fraction[k]-obs)**2).mean(0)), np.sqrt(((fraction[k]-obs)**2).mean()))
//   print(np.mean([-dirichlet_multinomial.logpmf(votes[i], fraction[i]*total[i], votes[i].sum())
//                  for i in k]))
//   print(np.mean([-multinomial.logpmf(votes[i], votes[i].sum(), fraction[i]) for i in k]))
//   s, y = np.array([.9,.8,.7,.6,.3,.2]), np.array([1,0,1,1,0,1])
//   print(average_precision_score(y,s), roc_auc_score(y,s), f1_score(y,s>=.5))
struct AnswerTests {
  private static func question(
    _ name: String = "form", isTag: Bool = false, hasConcentration: Bool = false,
    after parent: AnsweredQuestions.Question.Parent? = nil
  ) -> AnsweredQuestions.Question {
    .init(
      name: name, answers: isTag ? ["yes", "no"] : ["a", "b", "c"], isTag: isTag,
      hasConcentration: hasConcentration, parent: parent)
  }

  private static func voted(hasConcentration: Bool) -> AnsweredQuestions {
    AnsweredQuestions(
      questions: [question(hasConcentration: hasConcentration)],
      votes: [12, 20, 3, 30, 1, 4, 0, 0, 0, 5, 5, 30],
      fractions: [0.3, 0.6, 0.1, 0.7, 0.2, 0.1, 0.5, 0.3, 0.2, 0.2, 0.2, 0.6],
      concentrations: [40, 25, 9, 60],
      usualFractions: .init(ofAsked: [0.5, 0.25, 0.25], ofAll: [0.5, 0.25, 0.25]))
  }

  @Test(arguments: [(true, 4.912_255_6), (false, 5.367_408_5)])
  func `errors and log-loss agree with SciPy`(hasConcentration: Bool, logLoss: Double) throws {
    let metrics = AnswerMetrics(of: Self.voted(hasConcentration: hasConcentration))
    let figures = metrics.questions[0]
    #expect(metrics.rows == 4 && figures.rows == 3)
    #expect(isClose(figures.logLoss.value, logLoss, 1e-6))
    for (answer, expected) in zip(figures.answers, [0.103_530_4, 0.109_284_2, 0.087_384_5]) {
      #expect(isClose(answer.fractionError.value.value, expected, 1e-6))
    }
    #expect(isClose(metrics.fractionError.value.value, 0.100_494_8, 1e-6))
    #expect(metrics.fractionErrorOfAll == nil)
    let estimate = metrics.fractionError.value
    let (low, high) = (try #require(estimate.low), try #require(estimate.high))
    #expect(low < 0.1005 && high > 0.1005)
  }

  @Test func `a tag's figures agree with scikit-learn`() throws {
    let yes: [Float] = [0.9, 0.8, 0.7, 0.6, 0.3, 0.2, 0.99]
    let truth: [Float?] = [1, 0, 1, 1, 0, 1, nil]
    let metrics = AnswerMetrics(
      of: AnsweredQuestions(
        questions: [Self.question("bar", isTag: true)],
        votes: truth.flatMap { $0.map { [$0, 1 - $0] } ?? [0, 0] },
        fractions: yes.flatMap { [$0, 1 - $0] },
        concentrations: [Float](repeating: .nan, count: yes.count)))
    let tag = try #require(metrics.questions[0].tag)
    #expect(metrics.questions[0].rows == 6 && tag.positives == 4)
    #expect(isClose(tag.ranking.averagePrecision.value, 0.770_833_333, 1e-6))
    #expect(isClose(tag.ranking.areaUnderROC.value, 0.5, 1e-9))
    #expect(isClose(tag.f1.value, 0.75, 1e-9))
    #expect(metrics.fractionError.value.value == nil)
  }

  @Test func `fractions of all voters multiply down the tree, and count rows not asked`() {
    let child = Self.question("odd", after: .init(question: 0, answer: 1))
    let answered = AnsweredQuestions(
      questions: [Self.question(), child], votes: [5, 5, 0, 5, 0, 0, 8, 0, 2, 0, 0, 0],
      fractions: [0.5, 0.5, 0, 0.8, 0.2, 0, 0.8, 0.1, 0.1, 0.5, 0.5, 0],
      concentrations: [.nan, .nan, .nan, .nan])
    let metrics = AnswerMetrics(of: answered)
    // Of row 1: 0.4 and 0.1 against 0.5 and 0; of row 2: 0.1 and 0.1 against 0 and 0.2, and
    // 0.05 twice against 0.
    let squares = 0.01 + 0.01 + 0.01 + 0.01 + 2 * 0.0025
    #expect(isClose(metrics.fractionErrorOfAll?.value.value, (squares / 12).squareRoot(), 1e-6))
    // Of those asked: 0.2 twice, and 0.1 twice.
    #expect(
      isClose(metrics.fractionError.value.value, ((0.04 + 0.04 + 0.02) / 9).squareRoot(), 1e-6))
  }
}

private func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
  value.map { abs($0 - expected) <= tolerance * max(1, abs(expected)) } ?? false
}
