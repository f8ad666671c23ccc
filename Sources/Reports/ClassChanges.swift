/// What a training changed in what its base said of the rows held back.
public struct ClassChanges: Sendable, Hashable, Encodable {
  /// Rows compared, with known classes.
  public let rows: Int
  public let accuracyBefore: Double
  public let accuracy: Double
  /// Rows whose class changed.
  public let changed: Int
  /// Of those, rows that became right, and rows that became wrong.
  public let corrected: Int
  public let spoiled: Int
  public let classesBefore: [String]
  public let classes: [String]
  /// Shape `[classesBefore, classes]`: rows of each class before and after.
  public let counts: [[Int]]

  enum CodingKeys: String, CodingKey {
    case rows, accuracy, changed, corrected, spoiled, classes, counts
    case accuracyBefore = "accuracy_before"
    case classesBefore = "classes_before"
  }

  public init(
    rows: Int, accuracyBefore: Double, accuracy: Double, changed: Int, corrected: Int,
    spoiled: Int, classesBefore: [String], classes: [String], counts: [[Int]]
  ) {
    precondition(
      counts.count == classesBefore.count && counts.allSatisfy { $0.count == classes.count },
      "expected \(classesBefore.count) × \(classes.count) counts")
    self.rows = rows
    self.accuracyBefore = accuracyBefore
    self.accuracy = accuracy
    self.changed = changed
    self.corrected = corrected
    self.spoiled = spoiled
    self.classesBefore = classesBefore
    self.classes = classes
    self.counts = counts
  }
}
