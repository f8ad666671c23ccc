import CSQLite
import Files

/// An open database in the hands of one thread at a time.
@safe public struct SQLiteConnection: ~Copyable, @unchecked Sendable {
  // Sendable although it holds a pointer: the library is built for threads, and
  // ``SQLiteDatabase`` lets one thread at a time in.
  private let handle: OpaquePointer

  init(path: String, patience: Int32) throws(SQLiteError) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
    let status = unsafe sqlite3_open_v2(path.systemPath, &opened, flags, nil)
    guard let handle = unsafe opened else {
      throw SQLiteError(code: SQLITE_NOMEM, message: "out of memory")
    }
    guard status == SQLITE_OK else {
      let error = unsafe SQLiteError(code: status, message: String(cString: sqlite3_errmsg(handle)))
      unsafe sqlite3_close_v2(handle)
      throw error
    }
    unsafe self.handle = handle
    unsafe sqlite3_busy_timeout(handle, patience)
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  /// The number that the last inserted row has.
  public var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

  /// Runs one statement or several, of which only the last may have places for values.
  public func execute(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) {
    _ = try rows(sql, values)
  }

  /// The rows that a statement answers with.
  ///
  /// - Parameters:
  ///   - sql: `?` stands for the next of the values, `?1` for the first.
  ///   - values: Bound, never written into the text.
  public func rows(
    _ sql: String, _ values: [SQLiteValue] = []
  ) throws(SQLiteError) -> [SQLiteRow] {
    var rows: [SQLiteRow] = []
    var rest = Array(sql.utf8CString)
    while true {
      var statement: OpaquePointer?
      var consumed = 0
      let status = unsafe rest.withUnsafeBufferPointer { text in
        var tail: UnsafePointer<CChar>?
        let status = unsafe sqlite3_prepare_v2(
          handle, text.baseAddress, Int32(text.count), &statement, &tail)
        if let tail = unsafe tail, let start = text.baseAddress {
          consumed = unsafe tail - start
        }
        return status
      }
      try check(status)
      guard let statement = unsafe statement else { return rows }
      defer { unsafe sqlite3_finalize(statement) }
      rest.removeFirst(consumed)
      let isLast = rest.allSatisfy { $0 == 0 || $0 == 10 || $0 == 32 }
      if isLast { try unsafe bind(values, to: statement) }
      rows = try unsafe step(statement)
      if isLast { return rows }
    }
  }

  /// The first column of the first row; `nil` where there is none or it is null.
  public func value(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> SQLiteValue?
  {
    try rows(sql, values).first?.first
  }

  private func bind(_ values: [SQLiteValue], to statement: OpaquePointer) throws(SQLiteError) {
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      switch value {
      case .integer(let integer):
        try check(unsafe sqlite3_bind_int64(statement, place, integer))
      case .real(let number): try check(unsafe sqlite3_bind_double(statement, place, number))
      case .text(let text):
        let count = Int32(text.utf8.count)
        try check(unsafe skysort_sqlite_bind_text(statement, place, text, count))
      case .null: try check(unsafe sqlite3_bind_null(statement, place))
      }
    }
  }

  private func step(_ statement: OpaquePointer) throws(SQLiteError) -> [SQLiteRow] {
    let count = unsafe sqlite3_column_count(statement)
    let names = (0..<count).map { unsafe String(cString: sqlite3_column_name(statement, $0)) }
    var rows: [SQLiteRow] = []
    while true {
      switch unsafe sqlite3_step(statement) {
      case SQLITE_ROW:
        rows.append(
          SQLiteRow(names: names, values: (0..<count).map { unsafe Self.value(statement, $0) }))
      case SQLITE_DONE: return rows
      case let status: try check(status)
      }
    }
  }

  private static func value(_ statement: OpaquePointer, _ column: Int32) -> SQLiteValue {
    switch unsafe sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(statement, column))
    case SQLITE_NULL: return .null
    default:
      guard let text = unsafe sqlite3_column_text(statement, column) else { return .null }
      return .text(unsafe String(cString: text))
    }
  }

  private func check(_ status: Int32) throws(SQLiteError) {
    guard status != SQLITE_OK else { return }
    throw unsafe SQLiteError(code: status, message: String(cString: sqlite3_errmsg(handle)))
  }
}
