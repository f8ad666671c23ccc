import Models
import Preprocessing
import Tables

/// The columns of answers to questions, in place of those of classes.
///
/// | name | holds |
/// |---|---|
/// | `p_QUESTION_ANSWER` | expected fraction of the voters asked, summing to 1 within a question |
/// | `p_QUESTION_ANSWER_std` | how far the fraction may lie off, where there are concentrations |
/// | `QUESTION_concentration` | their sum: as sure as so many voters' answers |
/// | `p_TAG` | probability that a tag is yes |
///
/// The flags and the score of unusual rows follow, as with classes.
extension CatalogColumns {
  static func answerInfos(_ questionnaire: Questionnaire) -> [ColumnInfo] {
    questionnaire.questions.flatMap { question -> [ColumnInfo] in
      guard !question.isTag else {
        return [fraction("p_\(question.name)", "probability of \(question.name)")]
      }
      let condition = question.after.map { ", of voters that say \($0)" } ?? ""
      let names = question.answers.map { "p_\(question.name)_\($0.name)" }
      let fractions = zip(names, question.answers).map { name, answer in
        fraction(
          name, "expected fraction of votes for \(answer.name) on \(question.name)" + condition)
      }
      guard questionnaire.hasConcentration(question) else { return fractions }
      let spreads = names.map { name in
        ColumnInfo(
          name: word("\(name)_std"), type: .float, ucd: "stat.stdev;stat.probability",
          description: "standard deviation of \(word(name))")
      }
      let sum = ColumnInfo(
        name: word("\(question.name)_concentration"), type: .float, ucd: "stat.param",
        description: "sum of Dirichlet concentrations on \(question.name)")
      return fractions + spreads + [sum]
    }
  }

  private static func fraction(_ name: String, _ description: String) -> ColumnInfo {
    ColumnInfo(
      name: word(name), type: .float, ucd: "stat.probability", description: description)
  }

  private static func word(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }

  /// The values of ``answerInfos(_:)``, by column.
  ///
  /// A fraction of mean `p` under concentrations of sum `A` has the variance `p (1 − p) / (A + 1)`.
  static func answers(_ rows: ClassifiedRows, _ questionnaire: Questionnaire) -> [[Float]] {
    var next = questionnaire.answerCount
    return zip(questionnaire.questions, questionnaire.ranges).flatMap {
      question, range -> [[Float]] in
      guard !question.isTag else { return [rows.probabilities(ofClass: range.lowerBound)] }
      let fractions = range.map { rows.probabilities(ofClass: $0) }
      guard questionnaire.hasConcentration(question) else { return fractions }
      let sums = rows.probabilities(ofClass: next)
      next += 1
      let spreads = fractions.map { fractions in
        zip(fractions, sums).map { ($0 * (1 - $0) / ($1 + 1)).squareRoot() }
      }
      return fractions + spreads + [sums]
    }
  }
}
