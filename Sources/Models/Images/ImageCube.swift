public import Files
import Images
public import Tables

/// Images in one file of cutouts, one for each row of the table, in its order.
public struct ImageCube: ImageSource {
  private let cube: CutoutCube

  public var columnNames: [String] { [] }
  public var identity: String { "cutouts of \(cube.path)" }

  /// - Parameters:
  ///   - path: A FITS file.
  ///   - rowCount: Of the table; `nil` where it is not known.
  /// - Throws: `SkysortError` where the file holds no cutouts, or as many as the table has rows.
  public init(_ path: String, rowCount: Int?) throws(SkysortError) {
    cube = try CutoutCube(path)
    guard rowCount == nil || rowCount == cube.count else {
      throw SkysortError(
        path: path,
        problem: "holds \(cube.count) images where the table has \(rowCount ?? 0) rows",
        fix: "Give the table that the cutouts were made with.")
    }
  }

  public func reader(of table: Table, firstRow: Int) -> any ImageReader {
    Reader(cube: cube, firstRow: firstRow)
  }

  private struct Reader: ImageReader {
    let cube: CutoutCube
    let firstRow: Int

    func image(ofRow row: Int) throws(SkysortError) -> Image? {
      guard firstRow + row < cube.count else { return nil }
      return try cube.image(firstRow + row)
    }
  }
}
