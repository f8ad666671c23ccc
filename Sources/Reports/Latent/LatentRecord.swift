public import Evaluation
import Numbers

/// What there is to report of a latent space.
public struct LatentRecord: Sendable, Encodable {
  /// Points on a plane.
  public struct Map: Sendable {
    /// `UMAP`, `principal components`.
    public let name: String
    /// By point.
    public let x: [Float]
    public let y: [Float]

    public init(name: String, x: [Float], y: [Float]) {
      precondition(x.count == y.count, "expected \(x.count) heights, found \(y.count)")
      (self.name, self.x, self.y) = (name, x, y)
    }
  }

  /// How well the nearest neighbours of a row tell its class, in one space.
  public struct NeighbourAccuracy: Sendable, Encodable {
    /// `latent space`, `pixels`.
    public let space: String
    /// Numbers of a point.
    public let width: Int
    /// Neighbours that vote.
    public let neighbours: Int
    /// Rows whose class was voted on.
    public let rows: Int
    public let accuracy: Double
    /// With its interval.
    public let estimate: Estimate
    public let balancedAccuracy: Double

    public init(space: String, width: Int, neighbours: Int, confusion: ConfusionMatrix) {
      (self.space, self.width, self.neighbours) = (space, width, neighbours)
      rows = Int(clamping: confusion.total)
      accuracy = confusion.accuracy ?? 0
      estimate = .proportion(confusion.correct, of: confusion.total)
      balancedAccuracy = confusion.balancedAccuracy ?? 0
    }

    enum CodingKeys: String, CodingKey {
      case space, width, neighbours, rows, accuracy
      case balancedAccuracy = "balanced_accuracy"
    }
  }

  /// How much of a class is among the most anomalous rows.
  public struct Enrichment: Sendable, Encodable {
    public let name: String
    /// Of all rows, and of the most anomalous.
    public let fraction: Double
    public let outlierFraction: Double
    public let rows: Int
    public let outliers: Int

    /// By how much the class is commoner among the most anomalous.
    public let ratio: Double?

    /// - Parameter found: The class's rows among those with the highest scores.
    public init(name: String, _ found: Evaluation.Enrichment) {
      (self.name, rows, outliers) = (name, found.named, found.found)
      (fraction, outlierFraction, ratio) = (found.fraction, found.fractionOfTop, found.ratio)
    }

    enum CodingKeys: String, CodingKey {
      case name, fraction, rows, outliers
      case outlierFraction = "outlier_fraction"
    }
  }

  /// A group of rows that lie close together.
  public struct Cluster: Sendable, Encodable {
    public let number: Int
    public let rows: Int
    /// The commonest class, and its fraction of the rows that have one.
    public let name: String?
    public let purity: Double?

    public init(number: Int, rows: Int, name: String?, purity: Double?) {
      (self.number, self.rows, self.name, self.purity) = (number, rows, name, purity)
    }
  }

  /// A self-organizing map.
  public struct Cells: Sendable, Encodable {
    public let width: Int
    public let height: Int
    /// By cell, from the lower left, row by row: mean distance to the cells beside it.
    public let borders: [Float]
    /// Rows of each.
    public let rows: [Int]
    /// Rows of each that have a class.
    public let labelled: [Int]
    /// Index of the commonest class of each; `nil` where no row has one.
    public let classes: [Int?]
    /// Cells with fewer labelled rows cannot be trusted.
    public let fewestLabelled: Int

    public init(
      width: Int, height: Int, borders: [Float], rows: [Int], labelled: [Int], classes: [Int?],
      fewestLabelled: Int
    ) {
      let count = width * height
      precondition(
        borders.count == count && rows.count == count && labelled.count == count
          && classes.count == count, "expected \(count) cells")
      (self.width, self.height, self.borders, self.rows) = (width, height, borders, rows)
      (self.labelled, self.classes) = (labelled, classes)
      self.fewestLabelled = fewestLabelled
    }

    /// Rows in cells with too few labels to trust a classifier.
    public var untrustedRows: Int {
      zip(rows, labelled).reduce(0) { $1.1 < fewestLabelled ? $0 + $1.0 : $0 }
    }

    enum CodingKeys: String, CodingKey {
      case width, height, borders, rows, labelled, classes
      case fewestLabelled = "fewest_labelled"
    }
  }

  /// A strange row.
  public struct Anomaly: Sendable, Encodable {
    public let identifier: String
    public let score: Float
    public let name: String?

    public init(identifier: String, score: Float, name: String?) {
      (self.identifier, self.score, self.name) = (identifier, score, name)
    }
  }

  /// Rows of the table, and those that have a place.
  public let rows: Int
  public let points: Int
  /// Numbers of a point.
  public let width: Int
  public let space: String
  public var explainedVarianceRatios: [Double] = []
  public var trustworthiness: Double?
  /// On the page only.
  public var maps: [Map] = []
  /// Names of the classes.
  public var classes: [String] = []
  /// By point, an index into ``classes``; on the page only.
  public var pointClasses: [Int?] = []
  public var votes: [NeighbourAccuracy] = []
  public var enrichments: [Enrichment] = []
  public var clusters: [Cluster] = []
  public var cells: Cells?
  public var anomalies: [Anomaly] = []

  public init(rows: Int, points: Int, width: Int, space: String) {
    (self.rows, self.points, self.width, self.space) = (rows, points, width, space)
  }

  enum CodingKeys: String, CodingKey {
    case rows, points, width, space, trustworthiness, classes, votes, enrichments, clusters, cells
    case anomalies
    case explainedVarianceRatios = "explained_variance_ratio"
  }
}
