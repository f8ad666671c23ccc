internal import Glibc
internal import Random
public import Tables

/// A small simulated table with places in a latent space: three heaps, and a few sources far from all.
public struct SimulatedLatentSpace: Sendable {
  public var rowCount: Int
  public var seed: UInt64
  /// Beyond what a floating-point number holds in full.
  public static let firstIdentifier: Int64 = 1_237_645_879_551_066_262
  public static let classes = ["GALAXY", "QSO", "STAR"]

  public init(rowCount: Int = 600, seed: UInt64 = 0) {
    self.rowCount = rowCount
    self.seed = seed
  }

  /// Where a class's heap lies on the map.
  public static func centre(of kind: Int) -> (x: Float, y: Float) {
    [(-6, 0), (6, 0), (0, 8)][kind]
  }

  /// Columns `id`, `ra`, `dec`, `r`, `class`, `embedding` of 8, `umap_1`, `umap_2`, `pca_1`,
  /// `pca_2`, `outlier_score`, `cluster`; the last row has no embedding and no place.
  public func table() -> Table {
    var stream = RandomStream(seed: seed, purpose: .simulate)
    var embedding: [Float] = []
    var (across, up): ([Float], [Float]) = ([], [])
    var (magnitudes, longitudes, latitudes): ([Float], [Double], [Double]) = ([], [], [])
    for row in 0..<rowCount {
      let isBlank = row == rowCount - 1
      let centre = Self.centre(of: row % 3)
      across.append(isBlank ? .nan : centre.x + 0.8 * Float(stream.nextNormal()))
      up.append(isBlank ? .nan : centre.y + 0.8 * Float(stream.nextNormal()))
      embedding += [across[row], up[row]]
      embedding += (0..<6).map { _ in isBlank ? .nan : 0.1 * Float(stream.nextNormal()) }
      magnitudes.append(Float(16 + 6 * stream.nextUnit()))
      longitudes.append(180 + 2 * stream.nextUnit())
      latitudes.append(30 + 2 * stream.nextUnit())
    }
    let scores = (0..<rowCount).map { Float($0) / Float(max(1, rowCount - 1)) }
    let kinds = (0..<rowCount).map { $0 % 3 }
    return Table(columns: [
      column("id", .int64, .int64((0..<rowCount).map { Self.firstIdentifier + Int64($0) })),
      column("ra", .double, .double(longitudes), unit: "deg"),
      column("dec", .double, .double(latitudes), unit: "deg"),
      column("r", .float, .float(magnitudes), unit: "mag"),
      column("class", .string, .string(kinds.map { Self.classes[$0] })),
      vectors(embedding), column("umap_1", .float, .float(across)),
      column("umap_2", .float, .float(up)), column("pca_1", .float, .float(up)),
      column("pca_2", .float, .float(across)),
      column("outlier_score", .float, .float(scores)),
      column("cluster", .int32, .int64(kinds.map { Int64($0) - 1 })),
    ])
  }

  private func column(
    _ name: String, _ type: ElementType, _ values: ColumnValues, unit: String? = nil
  ) -> Column {
    Column(info: ColumnInfo(name: name, type: type, unit: unit), values: values)
  }

  private func vectors(_ elements: [Float]) -> Column {
    Column(
      info: ColumnInfo(name: "embedding", type: .float, shape: [8]),
      values: .array(
        ColumnArrays(elements: .float(elements), offsets: (0...rowCount).map { 8 * $0 })))
  }
}

extension SimulatedLatentSpace {
  /// The first row's key.
  public static var firstIdentifierText: String { String(firstIdentifier) }
}
