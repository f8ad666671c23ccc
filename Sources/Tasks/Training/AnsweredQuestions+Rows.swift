import Evaluation
import Models
import Preprocessing

extension AnsweredQuestions {
  /// - Parameters:
  ///   - votes: Of the classified rows.
  ///   - usual: What the training rows say on average; `nil` for none.
  init(_ votes: VoteTable, _ classified: ClassifiedRows, usual: BaselineFractions?) {
    let questionnaire = votes.questionnaire
    let (columns, answers) = (classified.classCount, questionnaire.answerCount)
    let questions = zip(questionnaire.questions, questionnaire.parents).map { question, parent in
      Question(
        name: question.name, answers: question.answers.map(\.name), isTag: question.isTag,
        hasConcentration: questionnaire.hasConcentration(question),
        parent: parent.map { .init(question: $0.question, answer: $0.answer) })
    }
    var concentrations: [Float] = []
    for row in 0..<classified.rowCount {
      var next = row * columns + answers
      for question in questions {
        concentrations.append(question.hasConcentration ? classified.probabilities[next] : .nan)
        if question.hasConcentration { next += 1 }
      }
    }
    self.init(
      questions: questions, votes: votes.votes,
      fractions: (0..<classified.rowCount).flatMap { row in
        classified.probabilities[row * columns..<row * columns + answers]
      }, concentrations: concentrations, usualFractions: usual)
  }

  /// Rows a training held back; `nil` where there are none, or no questions.
  init?(_ evaluated: EvaluatedRows, of outcome: ClassifierOutcome) {
    guard let votes = evaluated.votes, votes.rowCount > 0 else { return nil }
    self.init(
      votes, evaluated.classified,
      usual: outcome.report.meanFractionsOfAll.map {
        BaselineFractions(ofAsked: outcome.model.description.head.priors, ofAll: $0)
      })
  }
}
