import Files
import Preprocessing
import Settings
import Tables
import Testing

struct QuestionTests {
  private static let text = """
    form:
      answers: {smooth: s, features: f}
      voters: n
    edge_on:
      answers: {"yes": e, "no": u}
      after: form.features
    bar: {tag: b}
    """

  private static func read(_ text: String) throws -> QuestionList {
    try StrictSettings.decode(QuestionList.self, from: text, path: "votes.yaml")
  }

  @Test func `a tree of questions is read in its order, and a written list is the same`() throws {
    let list = try Self.read(Self.text)
    #expect(list.questions.map { $0.name } == ["form", "edge_on", "bar"])
    #expect(list.questions[0].voters == .column("n"))
    #expect(list.questions[1].after == .init("form", "features"))
    #expect(list.questions[2].isTag)
    let sheet = Questionnaire(list, loss: .crossEntropy)
    #expect(sheet.columns == ["s", "f", "n", "e", "u", "b"])
    #expect(sheet.parents.map { $0?.answer } == [nil, 1, nil])
    #expect(try Self.read(CanonicalJSON.encode(list)) == list)
  }

  @Test(arguments: [
    ("form: {answers: {a: x, b: y}, votrs: 3}", "voters"),
    ("form: {answers: {a: x}}", "two answers"),
    ("form: {answers: {a: x, b: y}, voters: -3}", "voters"),
    ("form: {tag: t, voters: 3}", "does not go with a tag"), ("form: {voters: 3}", "answers"),
    ("form: {answers: {a: x, b: y}, after: odd}", "such as shape.round"),
    ("form: {answers: {a: x, b: y}}\nodd: {answers: {c: z, d: w}, after: from.a}", "'form'"),
    (
      "form: {answers: {smooth: x, b: y}}\nodd: {answers: {c: z, d: w}, after: form.smoth}",
      "'smooth'"
    ),
    (
      "one: {answers: {a: x, b: y}, after: two.c}\ntwo: {answers: {c: z, d: w}, after: one.a}",
      "follows itself"
    ),
    ("t: {tag: t}\nform: {answers: {a: x, b: y}, after: t.yes}", "unknown question"),
    ("a_b: {answers: {c: x, d: y}}\na: {answers: {b_c: z, d: w}}", "stands twice"),
    ("a.b: {tag: t}", "without points"), ("{}", "must not be empty"),
  ])
  func `a mistake is refused with advice`(text: String, words: String) {
    let error = #expect(throws: SkysortError.self) { try Self.read(text) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  // MARK: Votes

  private static func column(_ name: String, _ values: ColumnValues) -> Column {
    let type: ElementType = if case .string = values { .string } else { .double }
    return Column(info: ColumnInfo(name: name, type: type), values: values)
  }

  /// Three rows: a usual one, one whose second question was not asked, an empty one.
  private static func table(_ changes: [String: ColumnValues] = [:]) -> Table {
    var columns: [String: ColumnValues] = [
      "s": .double([0.25, 1, .nan]), "f": .double([0.75, 0, .nan]), "n": .double([40, 20, 30]),
      "e": .double([0.2, 0, 0.5]), "u": .double([0.8, 0, 0.5]), "b": .double([1, 0, .nan]),
    ]
    columns.merge(changes) { $1 }
    return Table(columns: columns.sorted { $0.key < $1.key }.map { column($0.key, $0.value) })
  }

  private static func votes(
    _ table: Table, _ text: String = text, loss: VoteLoss = .dirichletMultinomial
  ) throws -> VoteTable {
    try VoteTable(table, Questionnaire(read(text), loss: loss), path: "t.csv")
  }

  @Test func `those asked are the voters that chose the answer before`() throws {
    let votes = try Self.votes(Self.table())
    #expect(votes.votes == [10, 30, 6, 24, 1, 0, 20, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    #expect((0..<3).map { votes.isAnswered($0) } == [true, true, false])
    #expect(votes.fractions(ofAnswer: 2).prefix(1) == [0.2])
    #expect(votes.fractions(ofAnswer: 2).dropFirst().allSatisfy { $0.isNaN })
    #expect(votes.meanFractions == [0.625, 0.375, 0.2, 0.8, 0.5, 0.5])
    #expect(votes.meanFractionsOfAll == [0.625, 0.375, 0.075, 0.3, 0.5, 0.5])
  }

  @Test func `fractions are learned as far as voters were asked`() throws {
    let votes = try Self.votes(Self.table(), loss: .crossEntropy)
    #expect(Array(votes.targets.prefix(6)) == [0.25, 0.75, 0.15, 0.6, 1, 0])
    let counted = try Self.votes(Self.table())
    #expect(Array(counted.targets.prefix(6)) == [10, 30, 6, 24, 1, 0])
  }

  @Test func `columns may count votes, and a child may come before its parent`() throws {
    let text = """
      edge_on: {answers: {"yes": e, "no": u}, after: form.features}
      form: {answers: {smooth: s, features: f}}
      """
    let votes = try Self.votes(
      Self.table([
        "s": .double([7, 0, 1]), "f": .double([3, 9, 2]), "e": .double([1, 9, 0]),
        "u": .double([2, 0, 1.5]),
      ]), text)
    #expect(votes.votes == [1, 2, 7, 3, 9, 0, 0, 9, 0, 1.5, 1, 2])
  }

  @Test func `words of yes and no are tags`() throws {
    let words = ColumnValues.string(["Yes", " false", ""])
    let votes = try Self.votes(Self.table(["b": words]))
    #expect([4, 5, 10, 11, 16, 17].map { votes.votes[$0] } == [1, 0, 0, 1, 0, 0])
  }

  @Test(arguments: [
    ("s", ColumnValues.double([1.5, 1, 1]), "row 1, column s holds 1.5"),
    ("f", .double([0.9, 0, 0]), "add up to 1.15"), ("e", .double([-1, 0, 0]), "counts no votes"),
    ("n", .double([40, -1, 3]), "row 2, column n"), ("n", .double([40, .infinity, 3]), "row 2"),
    ("u", .string(["0.8", "x", "0.5"]), "row 2, column u holds 'x', which is not a number"),
    ("b", .string(["1", "0", "perhaps"]), "row 3, column b holds 'perhaps'"),
    ("b", .double([1, 0, 0.5]), "neither yes nor no"),
  ])
  func `votes that are none are refused by row and column`(
    name: String, values: ColumnValues, words: String
  ) {
    let error = #expect(throws: SkysortError.self) {
      try Self.votes(Self.table([name: values]))
    }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `fractions without voters are refused, and so is a missing column`() {
    let fractions = #expect(throws: SkysortError.self) {
      try Self.votes(Self.table(), "form: {answers: {smooth: s, features: f}}")
    }
    #expect(fractions?.description.contains("voters") == true)
    let missing = #expect(throws: SkysortError.self) {
      try Self.votes(Self.table(), "form: {answers: {smooth: s, features: nothing}}")
    }
    #expect(missing?.description.contains("no column nothing") == true)
  }
}
