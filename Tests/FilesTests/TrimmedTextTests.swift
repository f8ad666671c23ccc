import Files
import Testing

struct TrimmedTextTests {
  @Test(arguments: [
    ("STAR  ", "STAR"), (" \t a b\n", "a b"), ("", ""), ("   ", ""), ("x", "x"),
  ])
  func `blanks go from both ends and stay between`(text: String, trimmed: String) {
    #expect(text.trimmingSpaces() == trimmed)
    #expect(text[...].trimmingSpaces() == trimmed)
  }
}
