public import Files
import GRDB

/// The labels people gave, on the disk the moment they are made.
///
/// Every change is a row of its own, so that it can be undone and done again, whoever made it
/// and whichever launch it was made in. A change is answered only when the write-ahead log
/// that holds it was brought to the disk.
public struct LabelStore: Sendable {
  /// Of the database.
  public let path: String
  private let queue: DatabaseQueue

  private static let tables = """
    CREATE TABLE IF NOT EXISTS action (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL, is_undone INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE IF NOT EXISTS change (
      action INTEGER NOT NULL REFERENCES action (number) ON DELETE CASCADE,
      source TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY (action, source)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS label (
      source TEXT PRIMARY KEY, label TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS origin (identifier TEXT NOT NULL);
    """

  /// Opens the labels of a table, or begins some.
  ///
  /// - Parameter identifier: The column whose values name the sources.
  /// - Throws: ``SkysortError`` where the file is something else, of other sources, or cannot be
  ///   written.
  public init(_ path: String, identifier: String) throws(SkysortError) {
    self.path = path
    do {
      queue = try Self.queue(at: path)
      let other = try queue.write { database -> String? in
        try database.execute(sql: Self.tables)
        let known = try String.fetchOne(database, sql: "SELECT identifier FROM origin")
        if known == nil {
          try database.execute(sql: "INSERT INTO origin VALUES (?)", arguments: [identifier])
        }
        return known == identifier ? nil : known
      }
      if let other { throw SkysortError.othersLabels(path, theirs: other, ours: identifier) }
    } catch let error as SkysortError {
      throw error
    } catch {
      throw .database(path, error)
    }
  }

  private static func queue(at path: String) throws -> DatabaseQueue {
    var settings = Configuration()
    settings.journalMode = .wal
    settings.busyMode = .timeout(10)
    let queue = try DatabaseQueue(path: path, configuration: settings)
    // Without this, a log is brought to the disk only when it is folded into the database.
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    return queue
  }

  /// Runs in one transaction, which is on the disk when it returns.
  private func write<Value>(_ work: (Database) throws -> Value) throws(SkysortError) -> Value {
    do {
      return try queue.write(work)
    } catch let error as SkysortError {
      throw error
    } catch {
      throw .database(path, error)
    }
  }

  /// How the database is told to write; 2 is `FULL`.
  func synchronousMode() throws -> Int? {
    try queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
  }
}

// MARK: - Changes

extension LabelStore {
  /// What happens to sources that have another label.
  public enum Conflict: String, Sendable, Decodable {
    /// Nothing is changed at all, and the conflicts are told.
    case ask
    /// They keep theirs; the others get the new one.
    case keep
    /// They get the new one.
    case replace
  }

  /// What became of a change.
  public struct Outcome: Sendable {
    /// Sources whose label is another now.
    public let changed: Int
    /// By source, the other label it had.
    public let conflicts: [String: String]
  }

  /// Gives sources a label, or takes theirs away.
  ///
  /// - Parameter label: `nil` for none.
  @discardableResult
  public func assign(
    _ label: String?, to sources: [String], conflict: Conflict = .ask
  ) throws(SkysortError) -> Outcome {
    let label = try label.map(Self.checked)
    return try write { database in
      var changes: [(source: String, before: String?)] = []
      var conflicts: [String: String] = [:]
      for source in Set(sources).sorted() {
        let before = try String.fetchOne(
          database, sql: "SELECT label FROM label WHERE source = ?", arguments: [source])
        guard before != label else { continue }
        if let before, label != nil { conflicts[source] = before }
        changes.append((source, before))
      }
      if conflict == .ask, !conflicts.isEmpty {
        return Outcome(changed: 0, conflicts: conflicts)
      }
      if conflict == .keep { changes.removeAll { conflicts[$0.source] != nil } }
      try Self.record(changes, label, database)
      return Outcome(changed: changes.count, conflicts: conflicts)
    }
  }

  private static func record(
    _ changes: [(source: String, before: String?)], _ label: String?, _ database: Database
  ) throws {
    guard !changes.isEmpty else { return }
    // What was undone cannot be done again once something else happened.
    try database.execute(sql: "DELETE FROM action WHERE is_undone")
    try database.execute(
      sql: "INSERT INTO action (name) VALUES (?)", arguments: [label ?? ""])
    let action = database.lastInsertedRowID
    let insert = try database.makeStatement(sql: "INSERT INTO change VALUES (?, ?, ?, ?)")
    for (source, before) in changes {
      try insert.execute(arguments: [action, source, before, label])
      try put(label, source, database)
    }
  }

  private static func put(_ label: String?, _ source: String, _ database: Database) throws {
    if let label {
      try database.execute(
        sql: "INSERT OR REPLACE INTO label VALUES (?, ?)", arguments: [source, label])
    } else {
      try database.execute(sql: "DELETE FROM label WHERE source = ?", arguments: [source])
    }
  }

  /// Takes the last change back.
  ///
  /// - Returns: How many labels changed; 0 where nothing is left to undo.
  public func undo() throws(SkysortError) -> Int {
    try repeatLast(
      "SELECT max(number) FROM action WHERE NOT is_undone", column: "before", isUndone: true)
  }

  /// Makes the change again that was undone last.
  public func redo() throws(SkysortError) -> Int {
    try repeatLast(
      "SELECT min(number) FROM action WHERE is_undone", column: "after", isUndone: false)
  }

  private func repeatLast(
    _ choice: String, column: String, isUndone: Bool
  ) throws(SkysortError) -> Int {
    try write { database in
      guard let action = try Int64.fetchOne(database, sql: choice) else { return 0 }
      let changes = try Row.fetchAll(
        database, sql: "SELECT source, \(column) AS label FROM change WHERE action = ?",
        arguments: [action])
      for change in changes { try Self.put(change["label"], change["source"], database) }
      try database.execute(
        sql: "UPDATE action SET is_undone = ? WHERE number = ?", arguments: [isUndone, action])
      return changes.count
    }
  }

  /// Characters of a label, in UTF-8.
  private static let maximumLength = 100

  private static func checked(_ label: String) throws(SkysortError) -> String {
    let trimmed = label.trimmingSpaces()
    let isPlain = trimmed.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    guard !trimmed.isEmpty, trimmed.utf8.count <= maximumLength, isPlain else {
      throw .unusableLabel(maximumLength)
    }
    return trimmed
  }
}

// MARK: - Questions

extension LabelStore {
  /// Every labelled source, sorted by its key.
  public func labels() throws(SkysortError) -> [(source: String, label: String)] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT source, label FROM label ORDER BY source")
        .map { ($0["source"], $0["label"]) }
    }
  }

  /// The labels that the last change and the one undone last gave; empty for taking away.
  func history() throws(SkysortError) -> (undo: String?, redo: String?) {
    try read { database in
      (
        try String.fetchOne(
          database, sql: "SELECT name FROM action WHERE NOT is_undone ORDER BY number DESC"),
        try String.fetchOne(
          database, sql: "SELECT name FROM action WHERE is_undone ORDER BY number")
      )
    }
  }

  private func read<Value>(_ work: (Database) throws -> Value) throws(SkysortError) -> Value {
    do {
      return try queue.read(work)
    } catch {
      throw .database(path, error)
    }
  }
}
