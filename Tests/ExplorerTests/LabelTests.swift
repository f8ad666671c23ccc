import FITS
import Files
import Foundation
import Tables
import TestSupport
import Testing

@testable import Explorer

struct LabelTests {
  private static func store(_ folder: TemporaryFolder, identifier: String = "id") throws
    -> LabelStore
  {
    try LabelStore(folder.file("labels.sqlite"), identifier: identifier)
  }

  private static func known(_ store: LabelStore) throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try store.labels().map { ($0.source, $0.label) })
  }

  @Test func `labels outlive the store that made them`() throws {
    let folder = try TemporaryFolder()
    try Self.store(folder).assign("merger", to: ["7", "8"])
    #expect(try Self.known(Self.store(folder)) == ["7": "merger", "8": "merger"])
  }

  @Test func `a change is on the disk before it is answered`() throws {
    #expect(try Self.store(TemporaryFolder()).synchronousMode() == 2)
  }

  @Test(arguments: [
    (LabelStore.Conflict.ask, ["1": "a", "2": "a"], 0),
    (.keep, ["1": "a", "2": "a", "3": "b"], 1), (.replace, ["1": "a", "2": "b", "3": "b"], 2),
  ])
  func `sources labelled otherwise are told, kept or relabelled`(
    conflict: LabelStore.Conflict, expected: [String: String], changed: Int
  ) throws {
    let store = try Self.store(TemporaryFolder())
    try store.assign("a", to: ["1", "2"])
    let outcome = try store.assign("b", to: ["2", "3"], conflict: conflict)
    #expect(outcome.conflicts == ["2": "a"])
    #expect(outcome.changed == changed)
    #expect(try Self.known(store) == expected)
  }

  @Test func `what was done is undone and done again, step by step`() throws {
    let store = try Self.store(TemporaryFolder())
    try store.assign("a", to: ["1", "2"])
    try store.assign("b", to: ["2"], conflict: .replace)
    try store.assign(nil, to: ["1"])
    let states = [["2": "b"], ["1": "a", "2": "b"], ["1": "a", "2": "a"], [:]]
    for (step, state) in states.enumerated() {
      #expect(try Self.known(store) == state)
      if step < 3 { #expect(try store.undo() > 0) }
    }
    #expect(try store.undo() == 0)
    for state in states.reversed().dropFirst() {
      #expect(try store.redo() > 0)
      #expect(try Self.known(store) == state)
    }
    #expect(try store.redo() == 0)
  }

  @Test func `something new after an undo leaves nothing to do again`() throws {
    let store = try Self.store(TemporaryFolder())
    try store.assign("a", to: ["1"])
    _ = try store.undo()
    try store.assign("b", to: ["2"])
    #expect(try store.redo() == 0)
    #expect(try Self.known(store) == ["2": "b"])
  }

  @Test(arguments: ["", "   ", "two\nlines", String(repeating: "x", count: 101)])
  func `a label is a short line`(label: String) throws {
    let store = try Self.store(TemporaryFolder())
    #expect(throws: SkysortError.self) { try store.assign(label, to: ["1"]) }
    #expect(try store.labels().isEmpty)
  }

  @Test func `labels of other sources and other files are left alone`() throws {
    let folder = try TemporaryFolder()
    try Self.store(folder).assign("a", to: ["1"])
    let error = #expect(throws: SkysortError.self) {
      try Self.store(folder, identifier: "source_id")
    }
    #expect(error?.exitCode == .badData)
    let text = folder.file("text.sqlite")
    try AtomicFile.write(String(repeating: "no database ", count: 100), to: text)
    #expect(throws: SkysortError.self) { try LabelStore(text, identifier: "id") }
    #expect(try WholeFile.read(text, maximumSize: 1 << 20).count == 1200)
  }
}

struct LabelExportTests {
  @Test(arguments: [TableFormat.csv, .fits])
  func `an export has the input's identifiers, named and typed as there`(
    format: TableFormat
  ) throws {
    let folder = try TemporaryFolder()
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 30).table())
    let store = try LabelStore(folder.file("labels.sqlite"), identifier: "id")
    let first = SimulatedLatentSpace.firstIdentifier
    try store.assign("odd, \"very\"", to: ["\(first + 9)", "\(first + 2)", "elsewhere"])
    let path = folder.file("labels.\(format.rawValue)")
    try AtomicFile.write(try LabelExport(table, store).bytes(format), to: path)
    let read = try TableFile.read(path)
    #expect(read.columns.map(\.name) == ["id", "ra", "dec", "label"])
    #expect(read["id"]?.values == .int64([first + 2, first + 9]))
    #expect(read["id"]?.info.type == .int64)
    #expect(read["label"]?.values == .string(["odd, \"very\"", "odd, \"very\""]))
  }

  @Test(arguments: [TableFormat.csv, .fits])
  func `an export without labels is a table without rows`(format: TableFormat) throws {
    let folder = try TemporaryFolder()
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 6).table())
    let store = try LabelStore(folder.file("labels.sqlite"), identifier: "id")
    let path = folder.file("labels.\(format.rawValue)")
    try AtomicFile.write(try LabelExport(table, store).bytes(format), to: path)
    let read = try TableFile.read(path)
    #expect(read.rowCount == 0)
    #expect(read.columns.map(\.name) == ["id", "ra", "dec", "label"])
  }

  @Test func `rows of one identifier export under it`() throws {
    let folder = try TemporaryFolder()
    let names = Column(
      info: ColumnInfo(name: "id", type: .string), values: .string(["a", "b", "a"]))
    let table = try LatentTable(Table(columns: [names]))
    let store = try LabelStore(folder.file("labels.sqlite"), identifier: "id")
    try store.assign("x", to: ["a", "a (2)"])
    let export = try LabelExport(table, store).labelled
    #expect(export["id"]?.values == .string(["a", "a"]))
  }
}
