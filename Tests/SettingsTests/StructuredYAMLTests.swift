import Settings
import Testing

struct StructuredYAMLTests {
  @Test(arguments: [
    "a: 1\nb:\n  c: [1, 2.5, true, null]\n  d: {}\n", "tasks:\n  train: {class: train, x: []}\n",
    "words: [no, \"no\", \"1e3\", \"- a\", \"a: b\", \"two\\nlines\", \"\", yes]\n",
    "\"12\": twelve\n\"on\": off\n", "5\n",
  ])
  func `a tree written as YAML reads back as the same tree`(text: String) throws {
    let tree = try StrictSettings.decode(StructuredValue.self, from: text, path: "a.yaml")
    let block = try StrictSettings.decode(StructuredValue.self, from: tree.yaml, path: "b.yaml")
    let line = try StrictSettings.decode(
      StructuredValue.self, from: "x: " + tree.yamlLine, path: "c.yaml")
    #expect(CanonicalJSON.encode(block) == CanonicalJSON.encode(tree))
    #expect(line["x"].map(CanonicalJSON.encode) == CanonicalJSON.encode(tree))
  }
}
