public import Tables

/// Labels that are not in the table itself.
public struct LabelSource: Sendable, Hashable {
  /// A table with classes and identifiers or positions; only its labels are used.
  public var table: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// Arcseconds that positions of one source may differ by.
  public var tolerance = 1.0

  public init(table: String) { self.table = table }
}

/// How the labels of another table were joined.
public struct JoinedLabels: Sendable, Encodable {
  public let table: String
  /// `id` or `position`.
  public let key: MatchKey
  /// The table's columns that were matched by; empty by position.
  public let identifier: [String]
  /// Why identifiers that are there were left alone.
  public let fallback: String?
  /// Pairs of one identifier that lie farther apart than the tolerance and got no label.
  public let beyondTolerance: Int
  /// Rows that got a label.
  public let joined: Int
  /// Rows that several labelled sources could have been; they got the nearest one's label, or
  /// none where an identifier stands for several classes.
  public let ambiguous: Int
  /// Labelled sources that several rows could have been; the nearest row got the label.
  public let duplicates: Int
  /// Rows that have no label.
  public let unlabelled: Int
  /// Labelled sources that are no row.
  public let unused: Int
  /// Arcseconds; `nil` where matched by identifier alone.
  public let medianSeparation: Double?

  enum CodingKeys: String, CodingKey {
    case table, joined, ambiguous, duplicates, unlabelled, unused
    case identifier, fallback
    case key = "by"
    case beyondTolerance = "beyond_tolerance"
    case medianSeparation = "median_separation"
  }
}
