import Files
import Models
import Tables

/// What is labelled: a table, with images beside it where the model looks at them, or a folder
/// of images by itself.
struct ClassificationInput {
  let path: String
  /// As the user names it; see ``ImageSourceChoice``.
  let images: String?
  var hdu: HDUSelection?

  /// The column that a folder of images by itself is described by.
  private static let column = "image"

  private var isFolder: Bool { Paths.isFolder(path) }

  /// - Parameter forImages: Whether a folder may stand for its images.
  func reader(forImages: Bool) throws -> any TableReader {
    guard forImages && isFolder else {
      return try TableFile.open(path, hdu: hdu, wanted: [images].compactMap(\.self))
    }
    let names = try ImageFiles.images(in: path)
    guard !names.isEmpty else {
      throw SkysortError(
        path: path, problem: "the folder holds no image",
        fix: "Images are FITS, JPEG or PNG files.", exitCode: .noInput)
    }
    let info = ColumnInfo(
      name: Self.column, type: .string, ucd: "meta.id;meta.file", description: "image file",
      width: names.map(\.utf8.count).max() ?? 1)
    return MemoryTableReader(
      Table(columns: [Column(info: info, values: .string(names))]), path: path)
  }

  func images(
    of reader: any TableReader, _ columns: PhotometryColumns
  ) throws -> any ImageSource {
    if isFolder { return ImageFiles(column: Self.column, folder: path) }
    return try ImageSourceChoice(images, of: reader, columns).source()
  }
}
