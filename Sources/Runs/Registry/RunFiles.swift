import Files
import Tasks

/// The records below a folder: of runs in the folder itself, and in the folders in it.
struct RunFiles {
  let folder: String

  static let records = "records"
  static let indexName = ".runs.sqlite"

  /// Paths of all records, those of a run's history before its `run.json`.
  ///
  /// - Throws: `SkysortError` where there is no such folder.
  func paths() throws -> [String] {
    guard Paths.isFolder(folder) else {
      throw SkysortError(
        path: folder, problem: "is not a folder of runs",
        fix: "Name the folder that `skysort run --out` wrote into, or the one above it.",
        exitCode: .noInput)
    }
    let homes = try [folder] + Paths.list(folder).map { Paths.join(folder, $0) }
    return homes.filter(Paths.isFolder).flatMap(Self.records(of:))
  }

  /// Of one run's folder.
  static func records(of home: String) -> [String] {
    let history = Paths.join(home, records)
    let names = (try? Paths.list(history)) ?? []
    let latest = Paths.join(home, RunRecord.name)
    return names.filter { $0.hasSuffix(".json") }.map { Paths.join(history, $0) }
      + (Paths.exists(latest) ? [latest] : [])
  }

  /// The folder of the run that a record is of.
  static func home(of record: String) -> String {
    let folder = Paths.folder(of: record)
    return Paths.name(of: record) == RunRecord.name ? folder : Paths.folder(of: folder)
  }
}
