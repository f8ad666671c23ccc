import Models
import Tables

/// The columns a latent table has behind those of its input.
///
/// | name | holds |
/// |---|---|
/// | `embedding` | where the model sees the row, as many numbers as its latent space has |
/// | `reconstruction_error` | of autoencoders: mean square of what the reconstruction leaves |
///
/// Rows without an embedding hold NaN. Where the input has a column of one of these names, ours
/// becomes `skysort_NAME`.
struct LatentColumns: Sendable {
  /// In the order of the table.
  let infos: [ColumnInfo]
  private let width: Int

  /// The columns' names where they are not taken.
  static let embedding = "embedding"
  static let reconstructionError = "reconstruction_error"

  /// - Parameter taken: Names of the input's columns.
  init(_ embedder: Embedder, besides taken: [String]) {
    width = embedder.embeddingWidth
    var infos = [
      ColumnInfo(
        name: Self.embedding, type: .float, shape: [width], ucd: "stat.value",
        description: "place in the latent space of the model")
    ]
    if embedder.reconstructs {
      infos.append(
        ColumnInfo(
          name: Self.reconstructionError, type: .float, ucd: "stat.error",
          description: "mean square of input less reconstruction, scaled units"))
    }
    self.infos = CatalogColumns.renamed(infos, taken)
  }

  /// The columns' values for some rows.
  func table(_ rows: EmbeddedRows) -> Table {
    var values: [ColumnValues] = [
      .array(
        ColumnArrays(
          elements: .float(rows.embeddings), offsets: (0...rows.rowCount).map { $0 * width }))
    ]
    if let errors = rows.reconstructionErrors { values.append(.float(errors)) }
    return Table(
      columns: zip(infos, values).map { Column(info: $0, values: $1) }, rowCount: rows.rowCount)
  }
}
