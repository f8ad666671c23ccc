import Foundation
import SQLite
import TestSupport
import Testing

struct SQLiteTests {
  @Test(arguments: [
    SQLiteValue.integer(.min), .integer(.max), .real(-0.1), .real(.greatestFiniteMagnitude),
    .text(""), .text("it's; DROP TABLE cell; --"), .text("µ Ångström 銀河"), .null,
  ])
  func `a value comes out as it went in`(value: SQLiteValue) throws {
    let database = try SQLiteDatabase()
    try database.write { connection in
      try connection.execute("CREATE TABLE cell (value)")
      try connection.execute("INSERT INTO cell VALUES (?)", [value])
    }
    let rows = try database.read { try $0.rows("SELECT value FROM cell") }
    #expect(rows.map { $0["value"] } == [value])
  }

  @Test func `a write that throws leaves nothing`() throws {
    struct Stop: Error {}
    let database = try SQLiteDatabase()
    try database.write { try $0.execute("CREATE TABLE cell (value)") }
    #expect(throws: Stop.self) {
      try database.write { connection in
        try connection.execute("INSERT INTO cell VALUES (1)")
        throw Stop()
      }
    }
    #expect(try database.read { try $0.value("SELECT count(*) FROM cell") } == .integer(0))
    try database.write { try $0.execute("INSERT INTO cell VALUES (2)") }
    #expect(try database.read { try $0.value("SELECT value FROM cell") } == .integer(2))
  }

  @Test func `several statements run in their order, values belong to the last`() throws {
    let database = try SQLiteDatabase()
    try database.write { connection in
      try connection.execute(
        "CREATE TABLE a (x); CREATE TABLE b (y); INSERT INTO b VALUES (?);\n", [.text("last")])
    }
    #expect(try database.read { try $0.value("SELECT y FROM b")?.text } == "last")
  }

  @Test func `a file that is something else is called damaged`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("labels.db", String(repeating: "no database ", count: 1000))
    let error = #expect(throws: SQLiteError.self) {
      try SQLiteDatabase(path: path, journal: .writeAhead)
    }
    #expect(error?.kind == .damaged)
  }

  @Test func `what was committed is there for the next who opens the file`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("labels.db")
    let first = try SQLiteDatabase(path: path, journal: .writeAhead)
    try first.write { try $0.execute("CREATE TABLE cell (value); INSERT INTO cell VALUES (7)") }
    let second = try SQLiteDatabase(path: path, journal: .writeAhead, patience: 50)
    #expect(try second.read { try $0.value("SELECT value FROM cell") } == .integer(7))
    let error = #expect(throws: SQLiteError.self) {
      try first.write { _ in try second.write { try $0.execute("INSERT INTO cell VALUES (8)") } }
    }
    #expect(error?.kind == .busy)
  }

  @Test func `a statement that cannot be understood says why`() throws {
    let database = try SQLiteDatabase()
    let error = #expect(throws: SQLiteError.self) { try database.read { try $0.rows("SELEC 1") } }
    #expect(error?.message.contains("SELEC") == true)
  }
}
