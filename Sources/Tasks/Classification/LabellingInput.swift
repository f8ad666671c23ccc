import Files
import Models
import Tables

/// What is labelled: a table, with pictures beside it where the model looks at them, or a folder
/// of pictures by itself.
struct LabellingInput {
  let path: String
  /// As the user names it; see ``PictureChoice``.
  let images: String?

  /// The column that a folder of pictures by itself is described by.
  private static let column = "image"

  private var isFolder: Bool { Paths.isFolder(path) }

  /// - Parameter forPictures: Whether a folder may stand for its pictures.
  func reader(forPictures: Bool) throws -> any TableReader {
    guard forPictures && isFolder else { return try TableFile.open(path) }
    let names = try PictureFiles.pictures(in: path)
    guard !names.isEmpty else {
      throw SkysortError(
        path: path, problem: "the folder holds no picture",
        fix: "Pictures are FITS, JPEG or PNG files.", exitCode: .noInput)
    }
    let info = ColumnInfo(
      name: Self.column, type: .string, ucd: "meta.id;meta.file", description: "picture file",
      width: names.map(\.utf8.count).max() ?? 1)
    return MemoryTableReader(
      Table(columns: [Column(info: info, values: .string(names))]), path: path)
  }

  func pictures(
    of reader: any TableReader, _ columns: PhotometryColumns
  ) throws -> any PictureSource {
    if isFolder { return PictureFiles(column: Self.column, folder: path) }
    return try PictureChoice(images, of: reader, columns).source()
  }
}
