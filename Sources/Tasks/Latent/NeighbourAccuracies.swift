import Evaluation
import Latent
import Reports
import Tables

/// Votes of nearest neighbours on classes.
struct NeighbourAccuracies {
  private let confusion: ConfusionMatrix
  private let width: Int
  static let neighbours = 15

  /// Each of some points by all others.
  init(_ points: EmbeddingMatrix, labels: [Int], classCount: Int, threads: Int) {
    confusion = NeighbourClassifier(
      of: points, labels: labels, classCount: classCount, neighbours: Self.neighbours,
      threads: threads
    ).leaveOneOutConfusion(threads: threads)
    width = points.columns
  }

  /// Each of some points by others.
  init(
    of evaluated: EmbeddingMatrix, truth: [Int], by points: EmbeddingMatrix, labels: [Int],
    classCount: Int, threads: Int
  ) {
    confusion = NeighbourClassifier(
      of: points, labels: labels, classCount: classCount, neighbours: Self.neighbours,
      threads: threads
    ).confusion(of: evaluated, truth: truth, threads: threads)
    width = points.columns
  }

  func figures(of space: String) -> LatentRecord.NeighbourAccuracy {
    LatentRecord.NeighbourAccuracy(
      space: space, width: width, neighbours: Self.neighbours, confusion: confusion)
  }
}

/// The classes of a table's rows, where it has some.
struct RowClasses {
  /// Sorted; empty where there are none, or too many to tell apart.
  let names: [String]
  /// By row, an index into ``names``.
  let byRow: [Int?]

  /// Classes that a figure can tell apart.
  private static let most = 20

  /// - Parameter label: The column; the recognised one where `nil`.
  init(_ table: Table, columns: PhotometryColumns, label: String?) {
    let column = (label ?? columns.classColumn).flatMap { table[$0] }
    let texts = column?.texts().map { texts in
      ClassReading(texts, columns: columns, nullValue: column?.info.nullValue).names
    }
    let found = Set((texts ?? []).compactMap(\.self)).sorted()
    guard let texts, found.count <= Self.most else {
      (names, byRow) = ([], [Int?](repeating: nil, count: table.rowCount))
      return
    }
    names = found
    let places = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($1, $0) })
    byRow = texts.map { text in text.flatMap { places[$0] } }
  }
}

/// The classes of a space's points.
struct PointClasses {
  /// As those of ``RowClasses``.
  let names: [String]
  /// By point, an index into ``names``.
  let byPoint: [Int?]

  init(_ space: LatentSpace, label: String?) {
    let classes = RowClasses(space.table, columns: space.columns, label: label)
    names = classes.names
    byPoint = space.rows.map { classes.byRow[$0] }
  }
}
