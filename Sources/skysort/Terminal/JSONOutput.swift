import Files
import FoundationEssentials
import Synchronization

/// What `--json` prints on standard output: one object, of a verb's result or of its failure.
enum JSONOutput {
  /// Of the keys of all verbs; 1 was the version before keys had the field's names.
  private static let version = 2

  /// Whether the one object is there already: of a result that is itself a failure.
  static var isPrinted: Bool { printed.load(ordering: .relaxed) }
  private static let printed = Atomic(false)

  static func print(_ value: some Encodable) throws {
    printed.store(true, ordering: .relaxed)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try StandardOutput.printJSON(try encoder.encode(value))
  }

  /// A result, and by `schema` which keys to expect: `skysort.validate/2`.
  struct Titled<Result: Encodable>: Encodable {
    let result: Result

    private enum CodingKeys: String, CodingKey { case schema }

    func encode(to encoder: any Encoder) throws {
      try result.encode(to: encoder)
      let verb = CommandLine.words.dropFirst().first { !$0.hasPrefix("-") } ?? ""
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode("skysort.\(verb)/\(JSONOutput.version)", forKey: .schema)
    }
  }

  /// A failure.
  struct Failure: Encodable {
    let error: Details

    struct Details: Encodable {
      let problem: String
      let path: String?
      let location: String?
      let fix: String?
      let exitCode: Int32

      private enum CodingKeys: String, CodingKey {
        case problem, path, location, fix
        case exitCode = "exit_code"
      }
    }

    init(_ error: any ExitCoded) {
      let known = error as? SkysortError
      self.error = Details(
        problem: known?.problem ?? error.description, path: known?.path,
        location: known?.location, fix: known.flatMap { $0.fix.isEmpty ? nil : $0.fix },
        exitCode: error.exitCode.rawValue)
    }

    /// Of a command line that is wrong.
    init(usage problem: String, exitCode: Int32) {
      error = Details(
        problem: problem, path: nil, location: nil,
        fix: "See `skysort help VERB`.", exitCode: exitCode)
    }
  }
}
