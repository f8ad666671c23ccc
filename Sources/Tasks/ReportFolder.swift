import Files
import Reports

/// A folder that receives a report: a page and an object of the same name.
struct ReportFolder {
  let path: String

  /// Makes the folder, and those above it.
  init(_ path: String) throws(SkysortError) {
    self.path = path
    try Paths.makeFolder(path)
  }

  /// What is written into a folder; nothing without one.
  static func files(in folder: String?, named name: String = "report") -> [String?] {
    folder.map { folder in
      [".html", ".json"].map { Paths.join(folder, name + $0) }
    } ?? []
  }

  /// Writes both files.
  ///
  /// - Returns: Their paths, the page first.
  @discardableResult
  func write(
    _ content: some Reportable, named name: String = "report"
  ) throws(SkysortError) -> (page: String, object: String) {
    let report = content.report
    let paths = (page: Paths.join(path, name + ".html"), object: Paths.join(path, name + ".json"))
    try AtomicFile.write(report.html(), to: paths.page)
    try AtomicFile.write(report.json(), to: paths.object)
    return paths
  }
}
