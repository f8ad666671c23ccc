import Files
import Tables
import Testing

struct ConditionTests {
  private static let table = Table(columns: [
    Column(
      info: ColumnInfo(name: "part", type: .string),
      values: .string(["train ", "test", "test", "validation", ""]),
      validity: [true, true, true, true, false]),
    Column(info: ColumnInfo(name: "r", type: .double), values: .double([19, 20, 21, .nan, 18])),
    Column(
      info: ColumnInfo(name: "id", type: .int64),
      values: .int64([1, 9_007_199_254_740_993, 9_007_199_254_740_992, -4, 5])),
    Column(
      info: ColumnInfo(name: "is-good", type: .bool),
      values: .bool([true, false, true, true, true])),
    Column(info: ColumnInfo(name: "g", type: .float), values: .float([19.1, 19.5, 22, 18, 18.5])),
  ])

  @Test(arguments: [
    ("part = 'test'", [1, 2]), ("part='train'", [0]), ("part != \"test\"", [0, 3]),
    ("not part = 'test'", [0, 3]), ("r < 20", [0, 4]), ("r <= 20.0", [0, 1, 4]),
    ("20 > r", [0, 4]), ("r>=2e1 and part = 'test'", [1, 2]),
    ("r < 19.5 or part = 'validation'", [0, 3, 4]), ("not (r < 20)", [1, 2]),
    ("part = 'test' or r = 19 and id = 1", [0, 1, 2]),
    ("(part = 'test' or r = 19) and id > 1", [1, 2]),
    ("id = 9007199254740993", [1]), ("id = -4", [3]), ("`is-good` = false", [1]),
    ("`is-good` != false AND NOT r > 19", [0, 4]), ("g < r", [1]), ("r != r", []),
    ("part >= 'train'", [0, 3]), ("part = 'it''s'", []),
    ("part ~ 'VALID'", [3]), ("not part ~ 't'", []), ("g = 19.1", [0]), ("g <= 19.1", [0, 3, 4]),
    ("g > 19.1", [1, 2]),
  ])
  func `rows are chosen as written`(text: String, rows: [Int]) throws {
    #expect(try RowCondition(text).rows(of: Self.table) == rows)
  }

  @Test(arguments: [
    ("", "character 1", "expected a column"), ("part", "character 5", "expected =, !=, <"),
    ("part == 'test'", "character 6", "Write =."), ("r <> 3", "character 3", "Write !=."),
    ("part = 'test", "character 8", "not closed"), ("part = test'", "character 12", "not closed"),
    ("(r < 3", "character 7", "expected ')'"), ("r < 3)", "character 6", "expected 'and'"),
    ("r < 3 and", "character 10", "found the end"), ("r < 3 4", "character 7", "found 4"),
    ("r < 3x", "character 5", "not a number"),
    ("1 = 1", "character 1", "none of which is a column"),
    ("and = 3", "character 1", "found 'and'"), ("r & 3", "character 3", "not understood"),
    ("r < ;", "character 5", "not understood"), ("r < 'a' 'b'", "character 9", "the text 'b'"),
  ])
  func `what is not understood is named with its place`(
    text: String, place: String, word: String
  ) {
    let error = #expect(throws: SkysortError.self) { try RowCondition(text) }
    #expect(
      error?.description.contains("--where, \(place): ") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    #expect(error?.exitCode == .usage)
  }

  @Test(arguments: [
    ("part = 3", "compares text with numbers"), ("r = 'x'", "compares numbers with text"),
    ("`is-good` = 1", "true or false with numbers"), ("`is-good` < true", "no order"),
    ("part = r", "compares text with numbers"),
  ])
  func `only what is alike is compared`(text: String, word: String) throws {
    let condition = try RowCondition(text)
    let error = #expect(throws: SkysortError.self) { try condition.rows(of: Self.table) }
    #expect(error?.description.contains(word) == true)
  }

  @Test func `a column that is not there is named, with the nearest that is`() throws {
    let condition = try RowCondition("r < 3 and prat = 'test'")
    let error = #expect(throws: SkysortError.self) {
      try condition.check(Self.table.schema, path: "t.fits")
    }
    #expect(error?.description.contains("character 11: t.fits has no column 'prat'") == true)
    #expect(error?.description.contains("'part'") == true)
    #expect(condition.columnNames == ["r", "prat"])
  }

  @Test func `endless nesting is refused`() {
    let text = String(repeating: "(", count: 5000)
    #expect(throws: SkysortError.self) { try RowCondition(text) }
  }
}
