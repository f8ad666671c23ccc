import Files
import FoundationEssentials
import GRDB
import Settings

/// What the records below a folder say, in a form that is quick to ask: a file of SQLite.
///
/// It holds nothing that the records do not. A record is read again where its ``FileStamp`` is
/// not the one it was read with; an index that is damaged, of another form or in a folder that
/// cannot be written is made anew.
struct RunIndex {
  private let files: RunFiles
  private let queue: DatabaseQueue

  /// Of the tables below; another makes the index anew.
  private static let form = 1

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
    queue = try Self.queue(at: Paths.join(folder, RunFiles.indexName)) { queue in
      try queue.write { database in
        try Self.prepare(database)
        try Self.refresh(database, paths)
      }
    }
  }

  /// A database in which `work` succeeded; in memory where there can be none on the disk.
  private static func queue(
    at path: String, work: (DatabaseQueue) throws -> Void
  ) throws -> DatabaseQueue {
    var settings = Configuration()
    settings.busyMode = .timeout(10)
    for isSecond in [false, true] {
      do {
        let queue = try DatabaseQueue(path: path, configuration: settings)
        try work(queue)
        return queue
      } catch let error as DatabaseError {
        let isDamaged = [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode)
        guard isDamaged, !isSecond else { break }
        try? Paths.remove(path)
      }
    }
    let queue = try DatabaseQueue()
    try work(queue)
    return queue
  }

  private static func prepare(_ database: Database) throws {
    guard try Int.fetchOne(database, sql: "PRAGMA user_version") != form else { return }
    try database.execute(sql: "DROP TABLE IF EXISTS metric; DROP TABLE IF EXISTS record;")
    try database.execute(sql: tables)
    try database.execute(sql: "PRAGMA user_version = \(form)")
  }

  private static func refresh(_ database: Database, _ paths: [String]) throws {
    var known: [String: String] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT path, stamp FROM record") {
      known[row["path"]] = row["stamp"]
    }
    for path in paths {
      let stamp = (try? FileStamp(path)).flatMap { $0.isSettled() ? StableJSON.text($0) : nil }
      if let stamp, known.removeValue(forKey: path) == stamp { continue }
      known[path] = nil
      try database.execute(sql: "DELETE FROM record WHERE path = ?", arguments: [path])
      try add(path, stamp: stamp ?? "", to: database)
    }
    for path in known.keys {
      try database.execute(sql: "DELETE FROM record WHERE path = ?", arguments: [path])
    }
  }

  private static func add(_ path: String, stamp: String, to database: Database) throws {
    let home = RunFiles.home(of: path)
    let record: RunRecord
    do {
      record = try RunRecord.read(in: path)
    } catch let error as any ExitCoded {
      try database.execute(
        sql: "INSERT INTO record (path, stamp, folder, problem) VALUES (?, ?, ?, ?)",
        arguments: [path, stamp, home, error.description])
      return
    }
    try database.execute(
      sql: """
        INSERT INTO record (path, stamp, folder, id, pipeline, description, state, started,
          ended, seconds, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        path, stamp, home, record.id, record.pipeline, record.description,
        record.state.rawValue, record.started, record.ended, record.seconds,
        record.tool.version,
      ])
    for task in record.tasks {
      for (name, value) in task.metrics {
        try database.execute(
          sql: "INSERT INTO metric (path, task, name, value) VALUES (?, ?, ?, ?)",
          arguments: [path, task.name, name, value])
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
    try queue.read { database in
      try Row.fetchAll(database, sql: Self.runs).map { row in
        let path: String = row["path"]
        return RunRegistry.Entry(
          id: row["id"], folder: row["folder"], record: path, pipeline: row["pipeline"],
          description: row["description"], state: row["state"], started: row["started"],
          ended: row["ended"], seconds: row["seconds"], version: row["version"],
          metrics: try Self.metrics(database, of: path))
      }
    }
  }

  private static func metrics(_ database: Database, of path: String) throws -> [String: Double] {
    var metrics: [String: Double] = [:]
    let rows = try Row.fetchAll(
      database, sql: "SELECT task, name, value FROM metric WHERE path = ?", arguments: [path])
    for row in rows {
      let (task, name): (String, String) = (row["task"], row["name"])
      metrics["\(task).\(name)"] = row["value"]
    }
    return metrics
  }

  /// Records that cannot be read.
  func damaged() throws -> [RunRegistry.Damaged] {
    try queue.read { database in
      try Row.fetchAll(
        database, sql: "SELECT path, problem FROM record WHERE id IS NULL ORDER BY path"
      ).map { .init(path: $0["path"], problem: $0["problem"]) }
    }
  }

  /// A metric's values, the earliest first.
  ///
  /// - Parameter name: `accuracy`, or `report.accuracy` for one task's.
  func history(of name: String) throws -> [RunRegistry.Point] {
    try queue.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT runs.id, runs.folder, runs.started, metric.task, metric.value
          FROM metric JOIN (\(Self.runs)) AS runs ON metric.path = runs.path
          WHERE metric.name = ?1 OR metric.task || '.' || metric.name = ?1
          ORDER BY runs.started, runs.id, runs.folder, metric.task
          """, arguments: [name]
      ).map { row in
        .init(
          id: row["id"], folder: row["folder"], started: row["started"], task: row["task"],
          value: row["value"])
      }
    }
  }

  func metricNames() throws -> [String] {
    try queue.read { database in
      try String.fetchAll(database, sql: "SELECT DISTINCT name FROM metric ORDER BY name")
    }
  }
}
