import Files

extension SkysortError {
  static func missingColumn(_ name: String, purpose: String, path: String) -> SkysortError {
    SkysortError(
      path: path, problem: "there is no column \(name), wanted as \(purpose)",
      fix: "`skysort inspect` lists the columns.", exitCode: .usage)
  }

  static func notNumeric(_ name: String, purpose: String, path: String) -> SkysortError {
    SkysortError(
      path: path, problem: "column \(name), wanted as \(purpose), holds no single numbers",
      fix: "Name a numeric column.")
  }
}
