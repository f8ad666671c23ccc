import Files
import Models
import Numbers
import Preprocessing
import Sky
import Tables

/// How many of some rows a model has learned from.
public struct RowsTrainedOn: Sendable, Hashable, Encodable {
  /// The model's file, without its folder.
  public let model: String
  /// Rows that were looked at.
  public let rows: Int
  /// Of them, those that seem to have been learned from.
  public let found: Int
  /// As many would seem so of rows that were not.
  public let expectedByChance: Double

  enum CodingKeys: String, CodingKey {
    case model, rows, found
    case expectedByChance = "expected_by_chance"
  }

  init(model: String, rows: Int, found: Int, chance: Double) {
    self.model = Paths.name(of: model)
    (self.rows, self.found) = (rows, found)
    expectedByChance = chance * Double(rows)
  }

  /// Whether more were found than chance explains (three standard deviations).
  public var isNotable: Bool {
    let excess = Double(found) - expectedByChance
    return excess > 0.5 + 3 * expectedByChance.squareRoot()
  }

  /// For messages and reports.
  public var sentence: String {
    "\(found) of \(rows) rows are rows that \(model) learned from, as far as their features tell "
      + "(of strangers \(Int(clamping: expectedByChance.rounded())) would seem so)"
  }
}

/// The model that a catalog was labelled with, to ask which rows it learned from.
struct CatalogModel {
  let path: String
  let rows: TrainingRows
  let features: FittedFeatures
  let source: FeatureSource

  var columnNames: [String] { source.columnNames }

  /// - Parameters:
  ///   - named: As the user says; where `nil`, the file of the header's name and digest beside the
  ///     catalog or in the working folder is taken.
  ///   - columns: The catalog's; `nil` where no photometry was recognised.
  /// - Returns: `nil` where there is none, or it does not know its rows.
  /// - Throws: `SkysortError` where a model that was named is none.
  static func find(
    of reader: any TableReader, named: String?, columns: PhotometryColumns?
  ) throws -> CatalogModel? {
    guard let path = named ?? beside(reader) else { return nil }
    let file = named == nil ? try? ModelFile<AnswerHead>(path: path) : try ModelFile(path: path)
    guard let file, let rows = file.trainingRows, let columns else { return nil }
    let features = file.description.features
    let source = try? features.source(for: columns, schema: reader.schema, path: reader.path)
    guard features.count > 0, let source else { return nil }
    return CatalogModel(path: path, rows: rows, features: features, source: source)
  }

  private static func beside(_ reader: any TableReader) -> String? {
    func text(_ key: String) -> String? {
      guard let entry = reader.schema.metadata.first(where: { $0.key == key }),
        case .text(let text) = entry.value
      else { return nil }
      return text.trimmed
    }
    guard let name = text("SKYMODEL"), let digest = text("SKYMSHA"), !name.contains("/") else {
      return nil
    }
    let folder = reader.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let beside = folder.isEmpty ? name : Paths.join(folder.joined(separator: "/"), name)
    return [beside, name].first { path in
      Paths.exists(path) && (try? Digest.sha256(ofFile: path)) == digest
    }
  }

  func rowsTrainedOn(of table: Table) -> RowsTrainedOn {
    let batch = features.apply(table, source: source)
    let digests = FeatureDigest.ofRows(batch.matrix, width: batch.featureCount)
    let asked = digests.indices.filter { !batch.flags[$0].contains(.notClassifiable) }
    return RowsTrainedOn(
      model: path, rows: table.rowCount, found: asked.count { rows.contains(digests[$0]) },
      chance: rows.chance)
  }
}
