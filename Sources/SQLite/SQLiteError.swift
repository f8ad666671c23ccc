import CSQLite

/// What SQLite says went wrong.
public struct SQLiteError: Error, Hashable, CustomStringConvertible {
  /// What kind of failure it is; the library's primary result code.
  public enum Kind: Sendable {
    /// The file is something else, or damaged.
    case damaged
    /// Another program holds the database.
    case busy
    /// The disk is full.
    case full
    case other
  }

  public let kind: Kind
  /// In the library's words.
  public let message: String

  init(code: Int32, message: String) {
    self.message = message
    kind =
      switch code & 0xff {
      case SQLITE_NOTADB, SQLITE_CORRUPT: .damaged
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      case SQLITE_FULL: .full
      default: .other
      }
  }

  public var description: String { message }
}
