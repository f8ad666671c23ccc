import Files
import FoundationEssentials
import SQLite
import Settings

/// What the records below a folder say, in a form that is quick to ask: a file of SQLite.
///
/// It holds nothing that the records do not. A record is read again where its ``FileStamp`` is
/// not the one it was read with; an index that is damaged, of another form or in a folder that
/// cannot be written is made anew.
struct RunIndex {
  private let files: RunFiles
  private let database: SQLiteDatabase

  /// Of the tables below; another makes the index anew.
  private static let form: Int64 = 1

  private static let tables = """
    CREATE TABLE record (
      path TEXT PRIMARY KEY, stamp TEXT NOT NULL, folder TEXT NOT NULL, problem TEXT,
      id TEXT, pipeline TEXT, description TEXT, state TEXT, started TEXT, ended TEXT,
      seconds REAL, version TEXT
    );
    CREATE INDEX record_id ON record (id);
    CREATE TABLE metric (
      path TEXT NOT NULL REFERENCES record (path) ON DELETE CASCADE,
      task TEXT NOT NULL, name TEXT NOT NULL, value REAL NOT NULL
    );
    CREATE INDEX metric_path ON metric (path);
    CREATE INDEX metric_name ON metric (name);
    """

  /// Opens the index of a folder and brings it up to date.
  init(_ folder: String) throws {
    files = RunFiles(folder: folder)
    let paths = try files.paths()
    database = try Self.database(at: Paths.join(folder, RunFiles.indexName)) { database in
      try database.write { connection in
        try Self.prepare(connection)
        try Self.refresh(connection, paths)
      }
    }
  }

  /// A database in which `work` succeeded; in memory where there can be none on the disk.
  private static func database(
    at path: String, work: (SQLiteDatabase) throws -> Void
  ) throws -> SQLiteDatabase {
    for isSecond in [false, true] {
      do {
        let database = try SQLiteDatabase(path: path)
        try work(database)
        return database
      } catch let error as SQLiteError {
        guard error.kind == .damaged, !isSecond else { break }
        try? Paths.remove(path)
      }
    }
    let database = try SQLiteDatabase()
    try work(database)
    return database
  }

  private static func prepare(_ connection: borrowing SQLiteConnection) throws {
    guard try connection.value("PRAGMA user_version") != .integer(form) else { return }
    try connection.execute("DROP TABLE IF EXISTS metric; DROP TABLE IF EXISTS record;")
    try connection.execute(tables)
    try connection.execute("PRAGMA user_version = \(form)")
  }

  private static func refresh(_ connection: borrowing SQLiteConnection, _ paths: [String]) throws {
    var known: [String: String] = [:]
    for row in try connection.rows("SELECT path, stamp FROM record") {
      known[row.text("path")] = row.text("stamp")
    }
    for path in paths {
      let stamp = (try? FileStamp(path)).flatMap { $0.isSettled() ? StableJSON.text($0) : nil }
      if let stamp, known.removeValue(forKey: path) == stamp { continue }
      known[path] = nil
      try connection.execute("DELETE FROM record WHERE path = ?", [.text(path)])
      try add(path, stamp: stamp ?? "", to: connection)
    }
    for path in known.keys {
      try connection.execute("DELETE FROM record WHERE path = ?", [.text(path)])
    }
  }

  private static func add(_ path: String, stamp: String, to connection: borrowing SQLiteConnection)
    throws
  {
    let home = RunFiles.home(of: path)
    let record: RunRecord
    do {
      record = try RunRecord.read(in: path)
    } catch let error as any ExitCoded {
      try connection.execute(
        "INSERT INTO record (path, stamp, folder, problem) VALUES (?, ?, ?, ?)",
        [.text(path), .text(stamp), .text(home), .text(error.description)])
      return
    }
    try connection.execute(
      """
      INSERT INTO record (path, stamp, folder, id, pipeline, description, state, started,
        ended, seconds, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(path), .text(stamp), .text(home), .text(record.id), SQLiteValue(record.pipeline),
        SQLiteValue(record.description), .text(record.state.rawValue), SQLiteValue(record.started),
        SQLiteValue(record.ended), SQLiteValue(record.seconds), SQLiteValue(record.tool.version),
      ])
    for task in record.tasks {
      for (name, value) in task.metrics {
        try connection.execute(
          "INSERT INTO metric (path, task, name, value) VALUES (?, ?, ?, ?)",
          [.text(path), .text(task.name), .text(name), .real(value)])
      }
    }
  }
}

// MARK: - Questions

extension RunIndex {
  /// One row for each run of a folder, though its latest record is there twice.
  private static let runs = """
    SELECT min(path) AS path, folder, id, pipeline, description, state, started, ended, seconds,
      version
    FROM record WHERE id IS NOT NULL GROUP BY folder, id ORDER BY started, id, folder
    """

  /// Every run, the earliest first.
  func entries() throws -> [RunRegistry.Entry] {
    try database.read { connection in
      var entries: [RunRegistry.Entry] = []
      for row in try connection.rows(Self.runs) {
        let path = row.text("path")
        entries.append(
          RunRegistry.Entry(
            id: row.text("id"), folder: row.text("folder"), record: path,
            pipeline: row.text("pipeline"), description: row["description"].text,
            state: row.text("state"), started: row.text("started"), ended: row.text("ended"),
            seconds: row["seconds"].number ?? .nan, version: row.text("version"),
            metrics: try Self.metrics(connection, of: path)))
      }
      return entries
    }
  }

  private static func metrics(
    _ connection: borrowing SQLiteConnection, of path: String
  ) throws -> [String: Double] {
    var metrics: [String: Double] = [:]
    let rows = try connection.rows(
      "SELECT task, name, value FROM metric WHERE path = ?", [.text(path)])
    for row in rows {
      metrics["\(row.text("task")).\(row.text("name"))"] = row["value"].number
    }
    return metrics
  }

  /// Records that cannot be read.
  func damaged() throws -> [RunRegistry.Damaged] {
    try database.read { connection in
      try connection.rows("SELECT path, problem FROM record WHERE id IS NULL ORDER BY path")
        .map { RunRegistry.Damaged(path: $0.text("path"), problem: $0.text("problem")) }
    }
  }

  /// A metric's values, the earliest first.
  ///
  /// - Parameter name: `accuracy`, or `report.accuracy` for one task's.
  func history(of name: String) throws -> [RunRegistry.Point] {
    try database.read { connection in
      try connection.rows(
        """
        SELECT runs.id, runs.folder, runs.started, metric.task, metric.value
        FROM metric JOIN (\(Self.runs)) AS runs ON metric.path = runs.path
        WHERE metric.name = ?1 OR metric.task || '.' || metric.name = ?1
        ORDER BY runs.started, runs.id, runs.folder, metric.task
        """, [.text(name)]
      ).map { row in
        RunRegistry.Point(
          id: row.text("id"), folder: row.text("folder"), started: row.text("started"),
          task: row.text("task"), value: row["value"].number ?? .nan)
      }
    }
  }

  func metricNames() throws -> [String] {
    try database.read { connection in
      try connection.rows("SELECT DISTINCT name FROM metric ORDER BY name")
        .map { $0.text("name") }
    }
  }
}
