import Models
import Preprocessing
import Sky
public import Tables

/// The columns a classified catalog has behind those of its input.
///
/// | name | holds |
/// |---|---|
/// | `class` | the most probable class |
/// | `p_NAME` | calibrated probability of each class, summing to 1 |
/// | `p_max` | the largest of them |
/// | `class_flags` | a bit mask of ``Sky/QualityFlags`` |
/// | `p_std` | the deviation of `p_max` over answers drawn with dropout, where they are |
/// | `ood_score` | 0 for rows like the training sample, 1 for rows unlike any of it |
///
/// Where the input has a column of one of these names, ours becomes `skysort_NAME`.
public struct CatalogColumns: Sendable {
  public let classes: [String]
  /// Where questions are answered.
  let questionnaire: Questionnaire?
  /// In the order of the catalog.
  public let infos: [ColumnInfo]

  /// - Parameters:
  ///   - classes: The model's, in its order.
  ///   - taken: Names of the input's columns.
  ///   - hasSpread: Whether answers are drawn.
  public init(classes: [String], besides taken: [String], hasSpread: Bool = false) {
    self.init(
      classes, nil,
      Self.renamed(Self.plainInfos(classes) + (hasSpread ? [Self.spread] : []), taken))
  }

  private init(_ classes: [String], _ questionnaire: Questionnaire?, _ infos: [ColumnInfo]) {
    (self.classes, self.questionnaire, self.infos) = (classes, questionnaire, infos)
  }

  /// - Parameters:
  ///   - head: Of classes or of questions.
  ///   - taken: Names of the input's columns.
  ///   - hasSpread: Whether answers are drawn.
  init(_ head: AnswerHead, besides taken: [String], hasSpread: Bool) {
    guard let questionnaire = head.questionnaire else {
      self.init(classes: head.classes, besides: taken, hasSpread: hasSpread)
      return
    }
    self.init(
      [], questionnaire, Self.renamed(Self.answerInfos(questionnaire) + Self.rest, taken))
  }

  static func renamed(_ infos: [ColumnInfo], _ taken: [String]) -> [ColumnInfo] {
    let taken = Set(taken.map { $0.lowercased() })
    return infos.map { info in
      var info = info
      if taken.contains(info.name.lowercased()) { info.name = prefix + info.name }
      return info
    }
  }

  private static let spread = ColumnInfo(
    name: "p_std", type: .float, ucd: "stat.stdev;stat.probability",
    description: "deviation of p_max over answers drawn with dropout")

  static let prefix = "skysort_"

  /// The probability column of a class: `p_star` for `STAR`.
  static func probabilityName(of label: String) -> String {
    let word = label.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
    return "p_" + String(word)
  }

  private static func plainInfos(_ classes: [String]) -> [ColumnInfo] {
    let width = classes.map(\.utf8.count).max() ?? 1
    let label = ColumnInfo(
      name: "class", type: .string, ucd: "src.class",
      description: "most probable class", width: width)
    let probabilities = classes.map { name in
      ColumnInfo(
        name: probabilityName(of: name), type: .float, ucd: "stat.probability",
        description: "calibrated probability of \(name)")
    }
    let largest = ColumnInfo(
      name: "p_max", type: .float, ucd: "stat.probability;stat.max",
      description: "largest class probability")
    return [label] + probabilities + [largest] + rest
  }

  /// What every row has, whatever is said of it.
  private static let rest = [
    ColumnInfo(
      name: "class_flags", type: .int16, ucd: "meta.code",
      description: "bit mask of doubts, 0 is none"),
    ColumnInfo(
      name: "ood_score", type: .float, ucd: "stat.value",
      description: "0 like the training sample, 1 unlike it"),
  ]

  /// The columns' values for some rows.
  func table(_ rows: ClassifiedRows) -> Table {
    var values: [ColumnValues] = []
    if let questionnaire {
      values = Self.answers(rows, questionnaire).map { .float($0) }
    } else {
      values.append(.string(rows.best.map { classes[Int($0)] }))
      values += classes.indices.map { .float(rows.probabilities(ofClass: $0)) }
      values.append(.float(rows.maxima))
    }
    values.append(.int64(rows.flags.map { Int64($0.rawValue) }))
    values.append(.float(rows.scores))
    if let spreads = rows.spreads { values.append(.float(spreads)) }
    return Table(
      columns: zip(infos, values).map { Column(info: $0, values: $1) }, rowCount: rows.rowCount)
  }

  /// What the header says of the flags: one entry per bit.
  static let flagEntries = QualityFlags.registry.map { bit in
    HeaderEntry(
      "SKYFLG\(bit.position)", .text(bit.name),
      comment: "bit \(bit.position): \(bit.description)")
  }
}
