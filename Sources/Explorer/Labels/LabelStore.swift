public import Files
import SQLite

/// The labels people gave, on the disk the moment they are made.
///
/// Every change is a row of its own, so that it can be undone and done again, whoever made it
/// and whichever launch it was made in. A change is answered only when the write-ahead log
/// that holds it was brought to the disk.
public struct LabelStore: Sendable {
  /// Of the database.
  public let path: String
  private let database: SQLiteDatabase

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
  /// - Throws: `SkysortError` where the file is something else, of other sources, or cannot be
  ///   written.
  public init(_ path: String, identifier: String) throws(SkysortError) {
    self.path = path
    do {
      database = try SQLiteDatabase(path: path, journal: .writeAhead)
      let other = try database.write { connection -> String? in
        try connection.execute(Self.tables)
        let known = try connection.value("SELECT identifier FROM origin")?.text
        if known == nil {
          try connection.execute("INSERT INTO origin VALUES (?)", [.text(identifier)])
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

  /// Runs in one transaction, which is on the disk when it returns.
  private func write<Value>(
    _ work: (borrowing SQLiteConnection) throws -> sending Value
  ) throws(SkysortError) -> Value {
    do {
      return try database.write(work)
    } catch let error as SkysortError {
      throw error
    } catch {
      throw .database(path, error)
    }
  }

  /// How the database is told to write; 2 is `FULL`.
  func synchronousMode() throws -> Int64? {
    try database.read { try $0.value("PRAGMA synchronous")?.integer }
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
    return try write { connection in
      var changes: [(source: String, before: String?)] = []
      var conflicts: [String: String] = [:]
      for source in Set(sources).sorted() {
        let before = try connection.value(
          "SELECT label FROM label WHERE source = ?", [.text(source)])?.text
        guard before != label else { continue }
        if let before, label != nil { conflicts[source] = before }
        changes.append((source, before))
      }
      if conflict == .ask, !conflicts.isEmpty {
        return Outcome(changed: 0, conflicts: conflicts)
      }
      if conflict == .keep { changes.removeAll { conflicts[$0.source] != nil } }
      try Self.record(changes, label, connection)
      return Outcome(changed: changes.count, conflicts: conflicts)
    }
  }

  private static func record(
    _ changes: [(source: String, before: String?)], _ label: String?,
    _ connection: borrowing SQLiteConnection
  ) throws {
    guard !changes.isEmpty else { return }
    // What was undone cannot be done again once something else happened.
    try connection.execute("DELETE FROM action WHERE is_undone")
    try connection.execute("INSERT INTO action (name) VALUES (?)", [.text(label ?? "")])
    let action = connection.lastInsertedRow
    for (source, before) in changes {
      try connection.execute(
        "INSERT INTO change VALUES (?, ?, ?, ?)",
        [.integer(action), .text(source), SQLiteValue(before), SQLiteValue(label)])
      try put(label, source, connection)
    }
  }

  private static func put(
    _ label: String?, _ source: String, _ connection: borrowing SQLiteConnection
  ) throws {
    if let label {
      try connection.execute(
        "INSERT OR REPLACE INTO label VALUES (?, ?)", [.text(source), .text(label)])
    } else {
      try connection.execute("DELETE FROM label WHERE source = ?", [.text(source)])
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
    try write { connection in
      guard let action = try connection.value(choice) else { return 0 }
      let changes = try connection.rows(
        "SELECT source, \(column) AS label FROM change WHERE action = ?", [action])
      for change in changes {
        try Self.put(change["label"].text, change.text("source"), connection)
      }
      try connection.execute(
        "UPDATE action SET is_undone = ? WHERE number = ?", [SQLiteValue(isUndone), action])
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
    try read { connection in
      try connection.rows("SELECT source, label FROM label ORDER BY source")
        .map { ($0.text("source"), $0.text("label")) }
    }
  }

  /// The labels that the last change and the one undone last gave; empty for taking away.
  func history() throws(SkysortError) -> (undo: String?, redo: String?) {
    try read { connection in
      (
        try connection.value(
          "SELECT name FROM action WHERE NOT is_undone ORDER BY number DESC")?.text,
        try connection.value("SELECT name FROM action WHERE is_undone ORDER BY number")?.text
      )
    }
  }

  private func read<Value>(
    _ work: (borrowing SQLiteConnection) throws -> sending Value
  ) throws(SkysortError) -> Value {
    do {
      return try database.read(work)
    } catch {
      throw .database(path, error)
    }
  }
}
