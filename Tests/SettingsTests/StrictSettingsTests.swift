import Files
import Testing

@testable import Settings

/// How to bake; whatever is not said follows the family's habit.
private struct Recipe: Decodable, Hashable {
  enum Oven: String, SettingsWord { case gas, electric, wood }

  struct Rest: Decodable, Hashable {
    var minutes = 10

    enum CodingKeys: String, CodingKey, CaseIterable { case minutes }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      minutes = try values.count(.minutes, default: minutes)
    }
  }

  var loaves = 1
  var salt = 0.02
  var seed: UInt64 = 0
  var isCovered = true
  var oven = Oven.gas
  var rests: [Rest] = []
  var title: String?

  init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case loaves, salt, seed, oven, rests, title
    case isCovered = "covered"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    loaves = try values.count(.loaves, default: loaves)
    salt = try values.number(.salt, default: salt, in: .fraction)
    seed = try values.value(.seed, default: seed)
    isCovered = try values.value(.isCovered, default: isCovered)
    oven = try values.value(.oven, default: oven)
    rests = try values.value(.rests, default: rests)
    title = try values.decodeIfPresent(String.self, forKey: .title)
  }
}

@Suite struct StrictSettingsTests {
  private func read(_ text: String) throws(SkysortError) -> Recipe {
    try StrictSettings.decode(Recipe.self, from: text, path: "r.yaml")
  }

  private func refusal(_ text: String) -> String {
    do {
      _ = try read(text)
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test(
    arguments: [
      ("loavs: 3", "r.yaml, line 1: has the unknown name 'loavs'. Did you mean 'loaves'?"),
      ("yeast: 3", "Known are: covered, loaves, oven, rests, salt, seed, title."),
      ("loaves: 3\nloaves: 4", "more than once"),
      ("{\"loaves\": 3, \"loaves\": 4}", "'loaves' given twice"),
      ("loaves: '3'", "line 1, loaves: needs a whole number, found the text '3'"),
      ("loaves: 2.5", "needs a whole number, found the number 2.5"),
      ("loaves: 0", "r.yaml, line 1, loaves: must be at least 1, found 0."),
      ("loaves: 99999999999999999999", "needs a whole number"),
      ("seed: -1", "needs a whole number in 0..."),
      ("covered: NO", "needs true or false, found the text 'NO'"),
      ("salt: .inf", "needs a number, found the text '.inf'"),
      ("salt: 1.5", "salt: must be at least 0 and below 1, found 1.5"),
      ("title: 3", "needs a text (in quotes?), found the whole number 3"),
      ("\n\noven: electrc", "line 3, oven: knows no 'electrc'. Did you mean 'electric'?"),
      ("rests: [{minutes: 3}, {minuts: 4}]", "rests.item 2: has the unknown name 'minuts'"),
      ("rests: {minutes: 3}", "rests: needs a list, found a mapping"),
      ("rests: [3]", "rests.item 1: needs a mapping, found the whole number 3"),
      ("- loaves", "needs a mapping, found a list"),
      ("", "holds no settings"),
      ("loaves: [", "is not a valid YAML"),
      ("{\"loaves\": 03}", "is not a valid JSON"),
      ("loaves: 1\n---\nloaves: 2", "is not a valid YAML"),
    ])
  func `a mistake is refused with its place and the way out`(text: String, message: String) {
    #expect(refusal(text).contains(message), "\(refusal(text))")
  }

  @Test(arguments: [
    "loaves: 7\nsalt: 1e-2\noven: wood\nrests: [{minutes: 5}]\n",
    "{\"loaves\": 7, \"salt\": 1e-2, \"oven\": \"wood\", \"rests\": [{\"minutes\": 5}]}",
  ])
  func `what is not said keeps its standard value`(text: String) throws {
    var expected = Recipe()
    expected.loaves = 7
    expected.salt = 1e-2
    expected.oven = .wood
    expected.rests = try read("rests: [{minutes: 5}]").rests
    #expect(try read(text) == expected)
  }

  @Test func `aliases cannot be piled up into a bomb`() {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...30 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(refusal(text).contains("uses 60 aliases; at most 16 are allowed"))
  }

  @Test func `a few aliases are followed within the budget`() throws {
    #expect(try read("loaves: &n 3\nseed: *n").seed == 3)
  }

  @Test(
    arguments: [
      String(repeating: "[", count: 1 << 20), String(repeating: "- ", count: 1 << 19),
      String(repeating: "{a: ", count: 1 << 18), String(repeating: "? ", count: 1 << 19),
    ])
  func `deep nesting is refused`(text: String) {
    #expect(refusal(text) != "accepted")
  }

  @Test func `a text beyond a mebibyte is refused unread`() {
    let text = "loaves: 3 #" + String(repeating: "x", count: 1 << 20)
    #expect(refusal(text).contains("settings may have at most 1048576"))
  }

  @Test func `a file that is not there is a missing input`() {
    let error = #expect(throws: SkysortError.self) {
      try StrictSettings.load(Recipe.self, path: "/nowhere/r.yaml")
    }
    #expect(error?.exitCode == .noInput)
    #expect(error?.path == "/nowhere/r.yaml")
  }

  @Test(arguments: [
    ("[NO, 1e3, ~, 010, true, 'a b']", ["NO", "1e3", "~", "010", "true", "a b"]),
    ("1.50", ["1.50"]),
  ])
  func `a word stays as it is written`(text: String, words: [String]) throws {
    let read = try StrictSettings.decode(OneOrMore<Word>.self, from: text, path: "w.yaml")
    #expect(read.elements.map(\.text) == words)
  }

  @Test func `a list is no word`() {
    let error = #expect(throws: SkysortError.self) {
      try StrictSettings.decode([String: Word].self, from: "a: x\nb: [y]", path: "w.yaml")
    }
    #expect(error?.description == "w.yaml, line 2, b: needs one word, found a list.")
  }

  @Test func `a part is decoded with its own lines`() throws {
    let yaml = "a: &a x\nb: [*a, *a]\nrecipe: {loavs: 3}\n"
    let tree = try StrictSettings.read(yaml: yaml, path: "t.yaml", maximumAliases: 2)
    #expect(tree["b"]?.word == nil)
    #expect(tree["a"]?.word == "x")
    let part = try #require(tree["recipe"])
    let error = #expect(throws: SkysortError.self) {
      try StrictSettings.decode(Recipe.self, from: part, path: "t.yaml")
    }
    #expect(error?.location == "line 3")
    #expect(throws: SkysortError.self) {
      try StrictSettings.read(yaml: yaml, path: "t.yaml", maximumAliases: 1)
    }
  }

  @Test func `canonical JSON sorts names and reads back the same`() throws {
    let numbers = ["b": 0.1, "a": 1e-300, "c": -3]
    let text = CanonicalJSON.encode(numbers)
    #expect(text == "{\"a\":1e-300,\"b\":0.1,\"c\":-3}")
    #expect(try StrictSettings.decode([String: Double].self, from: text, path: "") == numbers)
  }

  @Test(
    arguments: [
      ("epocs", "epochs", 1), ("patients", "patience", 2), ("ab", "ba", 1), ("", "abc", 3),
      ("same", "same", 0),
    ])
  func `spelling distance counts slips of the pen`(first: String, second: String, slips: Int) {
    #expect(Spelling.distance(first, second) == slips)
    #expect(Spelling.distance(second, first) == slips)
  }
}
