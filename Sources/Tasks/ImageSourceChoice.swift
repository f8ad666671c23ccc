import Files
public import Models
public import Tables

/// Where the images of a table's rows are, as the user names it.
public struct ImageSourceChoice {
  private let name: String?
  private let table: String
  private let schema: TableSchema
  private let rowCount: Int?
  private let columns: PhotometryColumns

  /// - Parameters:
  ///   - name: A column, a folder, a file of cutouts, or nothing.
  ///   - reader: Of the table.
  ///   - columns: The parts its columns play.
  public init(_ name: String?, of reader: any TableReader, _ columns: PhotometryColumns) {
    self.name = name
    table = reader.path
    schema = reader.schema
    rowCount = reader.rowCount
    self.columns = columns
  }

  /// Columns that name images where the user names none.
  static let usualColumns = ["image", "picture", "file", "filename", "path", "image_path"]

  /// - Throws: `SkysortError` where nothing of that name holds images of the table.
  public func source() throws -> any ImageSource {
    guard let name else {
      guard let column = usualColumn else {
        if let cube = try? ImageCube(table, rowCount: rowCount) { return cube }
        throw SkysortError(
          path: table, problem: "says nowhere where its images are",
          fix: "Name their column or folder with --images.", exitCode: .usage)
      }
      return ImageFiles(column: column, folder: Paths.folder(of: table))
    }
    if schema[name] != nil {
      return ImageFiles(column: name, folder: Paths.folder(of: table))
    }
    if Paths.exists(name), !Paths.isFolder(name) {
      return try ImageCube(name, rowCount: rowCount)
    }
    guard Paths.isFolder(name) else {
      throw SkysortError(
        path: table, problem: "has no column '\(name)', and there is no such folder or file",
        fix: "Its columns are \(schema.names.joined(separator: ", ")).", exitCode: .usage)
    }
    guard let identifier = columns.identifier ?? usualColumn else {
      throw SkysortError(
        path: table,
        problem: "has no column that was recognised as identifier, by which"
          + " images in \(name) could be found", fix: "Add a column of their paths.")
    }
    return try ImageFiles(folder: name, identifier: identifier)
  }

  private var usualColumn: String? { Self.column(nil, of: schema) }

  /// The column of a table that names images.
  ///
  /// - Parameter name: A column, or what else says where images are.
  package static func column(_ name: String?, of schema: TableSchema) -> String? {
    guard let name else { return usualColumns.first { schema[$0] != nil } }
    return schema[name]?.name
  }
}
