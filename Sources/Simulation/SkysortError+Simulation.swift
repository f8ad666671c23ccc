import Files

extension SkysortError {
  /// A setting of a simulated sky that makes no sense.
  init(path: String, found: String, expected: String) {
    self.init(
      path: path, problem: "cannot simulate with \(found)", fix: "Give \(expected).",
      exitCode: .usage)
  }
}
