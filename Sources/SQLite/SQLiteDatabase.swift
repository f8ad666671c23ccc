import CSQLite
import Synchronization

/// A database of SQLite, which any number of threads may ask; one at a time is answered.
public final class SQLiteDatabase: Sendable {
  /// Where commits are kept until they are folded into the database.
  public enum Journal: String, Sendable {
    /// Beside the database while it is written.
    case rollback = "DELETE"
    /// In a log, brought to the disk at every commit.
    case writeAhead = "WAL"
  }

  private let connection: Mutex<SQLiteConnection>

  /// Opens a file, or makes one.
  ///
  /// - Parameters:
  ///   - path: In memory where `nil`.
  ///   - patience: Milliseconds to wait for another program that writes.
  /// - Throws: ``SQLiteError``, also where the file is something else.
  public init(
    path: String? = nil, journal: Journal = .rollback, patience: Int32 = 10_000
  ) throws(SQLiteError) {
    let connection = try SQLiteConnection(path: path ?? ":memory:", patience: patience)
    if journal == .writeAhead {
      _ = try connection.rows("PRAGMA journal_mode = \(journal.rawValue)")
      try connection.execute("PRAGMA synchronous = FULL")
    }
    try connection.execute("PRAGMA foreign_keys = ON")
    self.connection = Mutex(connection)
  }

  /// Runs work that only reads.
  public func read<Value>(
    _ work: (borrowing SQLiteConnection) throws -> sending Value
  ) throws -> sending Value {
    try connection.withLock { connection in try work(connection) }
  }

  /// Runs work in one transaction: committed where it returns, undone where it throws.
  public func write<Value>(
    _ work: (borrowing SQLiteConnection) throws -> sending Value
  ) throws -> sending Value {
    try connection.withLock { connection in
      try connection.execute("BEGIN IMMEDIATE")
      do {
        let value = try work(connection)
        try connection.execute("COMMIT")
        return value
      } catch {
        // SQLite itself has undone the transaction after some failures.
        try? connection.execute("ROLLBACK")
        throw error
      }
    }
  }
}
