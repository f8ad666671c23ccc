import Files
import Reports

/// A folder that receives `report.html` and `report.json`.
struct ReportFolder {
  let path: String

  /// Makes the folder, and those above it.
  init(_ path: String) throws(SkysortError) {
    self.path = path
    try Paths.makeFolder(path)
  }

  /// Writes both files.
  ///
  /// - Returns: The page's path.
  func write(_ report: ValidationReport) throws(SkysortError) -> String {
    let page = Paths.join(path, "report.html")
    try AtomicFile.write(report.html(), to: page)
    try AtomicFile.write(report.json(), to: Paths.join(path, "report.json"))
    return page
  }
}
