import Files
import Tables
import TestSupport
import Testing

@testable import Explorer

struct RowFilterTests {
  private static func table() throws -> LatentTable {
    func column(_ name: String, _ type: ElementType, _ values: ColumnValues) -> Column {
      Column(info: ColumnInfo(name: name, type: type), values: values)
    }
    return try LatentTable(
      Table(columns: [
        column(
          "id", .int64,
          .int64([1_237_645_879_551_066_262, 1_237_645_879_551_066_263, 42, 77])),
        column("class", .string, .string(["STAR", "GALAXY", "STAR", "QSO"])),
        column("r", .float, .float([17.1, 18, 21.5, .nan])),
        column("note", .string, .string(["bright", "near a Star", "", "merger?"])),
        column("good", .bool, .bool([true, false, true, true])),
      ]))
  }

  private static func rows(_ text: String, labels: [String: String] = [:]) throws -> [Int] {
    let matches = try RowFilter(text: text, table: try table(), labels: labels).matches()
    return matches.indices.filter { matches[$0] }
  }

  @Test(arguments: [
    ("star", [0, 1, 2]), ("551066263", [1]), ("MERGER", [3]), ("4", [0, 1, 2]), ("nothing", []),
    ("mine", [3]), ("near a", [1]),
  ])
  func `words are looked for in every text of a row`(text: String, rows: [Int]) throws {
    #expect(try Self.rows(text, labels: ["77": "Mine"]) == rows)
  }

  @Test(arguments: [
    ("r < 18", [0]), ("R<=18 and class=galaxy", [1]), ("class = STAR or class = qso", [0, 2, 3]),
    ("class != 'STAR'", [1, 3]), ("class ~ al", [1]), ("not r < 20", [2]),
    ("id = 1237645879551066263", [1]), ("id > 1237645879551066262", [1]),
    ("good = true", [0, 2, 3]),
    ("label = mine", [3]), ("label ~ MI", [3]), ("r = 17.1", [0]), ("STAR = class", [0, 2]),
  ])
  func `columns are compared as people write it`(text: String, rows: [Int]) throws {
    #expect(try Self.rows(text, labels: ["77": "Mine"]) == rows)
  }

  @Test(arguments: [
    ("r < ", "character 5", "found the end"), ("r < 18 and clas = STAR", "character 12", "clas"),
    ("r == 18", "character 3", "Write =."), ("r < star", "character 5", "no column 'star'"),
    ("r ~ 3", "character 1", "finds text"), ("(r < 18", "character 8", "expected ')'"),
  ])
  func `what cannot be read is told with its place`(text: String, place: String, word: String) {
    let error = #expect(throws: SkysortError.self) { try Self.rows(text) }
    #expect(error?.location == place, "\(error?.description ?? "")")
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
  }
}
