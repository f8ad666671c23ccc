public import Files
import Images
public import Tables

/// Images in files, one each, named by a column of the table.
public struct ImageFiles: ImageSource {
  /// Where names begin that are not absolute.
  public let folder: String
  public let column: String
  /// Of the folder's images, by name without ending; empty where the column names files.
  private let byStem: [String: String]

  public var columnNames: [String] { [column] }
  public var identity: String { "files of \(column) in \(folder)" }

  /// - Parameters:
  ///   - column: Of paths.
  ///   - folder: Where they begin.
  public init(column: String, folder: String) {
    self.column = column
    self.folder = folder
    byStem = [:]
  }

  /// Images of a folder that are named as an identifier with an ending.
  ///
  /// - Parameter column: Of identifiers.
  /// - Throws: `SkysortError` where the folder has no image.
  public init(folder: String, identifier column: String) throws(SkysortError) {
    self.column = column
    self.folder = folder
    let names = try Self.images(in: folder)
    guard !names.isEmpty else {
      throw SkysortError(
        path: folder, problem: "the folder holds no image",
        fix: "Images end in \(Self.endings.joined(separator: ", ")).", exitCode: .noInput)
    }
    byStem = Dictionary(
      names.map { (Self.stem(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Names of a folder's files that may be images, sorted.
  public static func images(in folder: String) throws(SkysortError) -> [String] {
    return try Paths.list(folder).filter(isImage)
  }

  /// Whether a file's ending is that of an image.
  public static func isImage(_ name: String) -> Bool {
    let lowered = name.lowercased()
    return endings.contains { lowered.hasSuffix($0) }
  }

  static let endings = [
    ".png", ".jpg", ".jpeg", ".fits", ".fit", ".fits.gz", ".fits.fz", ".fits.bz2",
  ]

  /// A name without the ending of images.
  package static func stem(of name: String) -> String {
    let lowered = name.lowercased()
    let ending = endings.filter { lowered.hasSuffix($0) }.max { $0.count < $1.count } ?? ""
    return String(name.dropLast(ending.count))
  }

  public func reader(of table: Table, firstRow: Int) throws(SkysortError) -> any ImageReader {
    Reader(paths: paths(of: table))
  }

  /// The file of every row; `nil` where the row names none.
  public func paths(of table: Table) -> [String?] {
    (table[column]?.texts() ?? []).map { $0.flatMap(path) }
  }

  private func path(named name: String) -> String? {
    let name = name.trimmingSpaces()
    guard !name.isEmpty else { return nil }
    let file =
      byStem.isEmpty
      ? name
      : byStem[name] ?? byStem[Self.stem(of: name)] ?? byStem[Self.stem(of: Paths.name(of: name))]
    return file.map { $0.hasPrefix("/") ? $0 : Paths.join(folder, $0) }
  }

  private struct Reader: ImageReader {
    let paths: [String?]

    func image(ofRow row: Int) throws(SkysortError) -> Image? {
      guard let path = paths[row] else { return nil }
      return try ImageFile.open(path).image().withoutAlpha()
    }
  }
}
