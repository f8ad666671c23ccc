internal import Learning
internal import Preprocessing

extension Questionnaire {
  /// How a network's outputs answer the questions.
  var groups: AnswerGroups {
    AnswerGroups(
      questions.map { .init(count: $0.answers.count, hasConcentration: hasConcentration($0)) })
  }
}
