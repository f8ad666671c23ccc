import Latent
public import Settings
import Tables

/// What can be found out about the points of a latent space.
public enum Projection: String, Sendable, SettingsWord {
  /// `pca_1`, `pca_2`, `pca_3`: positions along the principal components.
  case pca
  /// `umap_1`, `umap_2`: a map where neighbours stay neighbours.
  case umap
  /// `knn_distance`, `isolation_score` and `outlier_score`.
  case outliers
  /// `cluster`: groups of points that lie close together.
  case clusters
  /// `som_cell`: the cell of a self-organizing map.
  case som

  /// All but the map of cells, which is asked for where it is wanted.
  public static let usual: [Projection] = [.pca, .umap, .outliers, .clusters]
}

/// Columns of a latent table by what made them, and what there is to say of each.
struct ProjectedColumns {
  private(set) var columns: [(info: ColumnInfo, values: ColumnValues)] = []
  var figures = ProjectionFigures()
  /// Where cells were asked for.
  var map: SelfOrganizingMap?

  /// - Parameter values: By point.
  mutating func add(
    _ name: String, _ values: [Float], of space: LatentSpace, ucd: String = "stat.value",
    description: String
  ) {
    let info = ColumnInfo(name: name, type: .float, ucd: ucd, description: description)
    columns.append((info, .float(space.byRow(values, elsewhere: .nan))))
  }

  /// - Parameter values: By point; −1 stands for none.
  mutating func add(_ name: String, _ values: [Int], of space: LatentSpace, description: String) {
    let info = ColumnInfo(name: name, type: .int32, ucd: "meta.id", description: description)
    columns.append((info, .int64(space.byRow(values.map(Int64.init), elsewhere: -1))))
  }

  /// The columns of some rows.
  func table(_ rows: Range<Int>) -> Table {
    Table(
      columns: columns.map {
        Column(info: $0.info, values: $0.values).selecting(Array(rows))
      }, rowCount: rows.count)
  }

  /// The same under names that are not taken, ours with a prefix where they are.
  func renamed(besides taken: [String]) -> ProjectedColumns {
    var result = self
    let infos = CatalogColumns.renamed(columns.map(\.info), taken)
    result.columns = zip(infos, columns).map { ($0, $1.values) }
    return result
  }
}

/// What there is to say of projections.
public struct ProjectionFigures: Sendable, Hashable, Encodable {
  /// Of the variance, along each principal component.
  public var explainedVarianceRatios: [Double]?
  /// Of the map, at 15 neighbours; 1 where every neighbour on it is one in the space.
  public var trustworthiness: Double?
  public var clusters: Int?
  /// Of the rows, those in a cluster.
  public var clusteredFraction: Double?
  /// Of the self-organizing map: mean distance of points from their cells, and the fraction of points
  /// whose nearest two cells are not side by side.
  public var quantizationError: Double?
  public var topographicError: Double?
  /// Wall clock of each projection.
  public var seconds: [String: Double] = [:]

  enum CodingKeys: String, CodingKey {
    case trustworthiness, clusters, seconds
    case explainedVarianceRatios = "explained_variance_ratio"
    case clusteredFraction = "clustered_fraction"
    case quantizationError = "quantization_error"
    case topographicError = "topographic_error"
  }
}
