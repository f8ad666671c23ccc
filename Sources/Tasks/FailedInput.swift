public import Files

/// One of several inputs that could not be used; the others are finished without it.
public struct FailedInput: Sendable, Hashable, Encodable, CustomStringConvertible {
  public let path: String
  /// The place in it; `nil` where the whole is meant.
  public let location: String?
  public let problem: String
  /// What the user can do; may be empty.
  public let fix: String
  let exitCode: ExitCode

  private enum CodingKeys: String, CodingKey { case path, location, problem, fix }

  init(path: String, _ error: SkysortError) {
    self.path = path
    // What an error says of another file, of the input's image or its model, stays with it.
    let isAbout = error.path == path
    location = isAbout ? error.location : nil
    let place = error.location.map { "\(error.path), \($0)" } ?? error.path
    problem = isAbout ? error.problem : "\(place): \(error.problem)"
    fix = error.fix
    exitCode = error.exitCode
  }

  public var description: String {
    SkysortError(path: path, location: location, problem: problem, fix: fix).description
  }

  /// Whether the fault is the input's own, so that the others can be gone on with: not that of the
  /// output's disk, of another run, or of the program.
  static func isOne(_ error: SkysortError) -> Bool {
    [.badData, .noInput, .usage].contains(error.exitCode)
  }
}

/// Work that is finished but for inputs that could not be used.
public struct Incomplete<Outcome: Encodable & Sendable>: ExitCoded {
  public let outcome: Outcome
  public let failed: [FailedInput]
  /// Of all inputs.
  public let count: Int
  /// What an input is: `image`, `input`.
  public let unit: String

  /// Where every input failed in one way, the one of that.
  public var exitCode: ExitCode {
    let codes = Set(failed.map(\.exitCode))
    return isOfNone && codes.count == 1 ? failed[0].exitCode : .badData
  }

  private var isOfNone: Bool { failed.count == count }

  private static var shown: Int { 20 }

  public var description: String {
    let lines = failed.prefix(Self.shown).map { "  \($0)" }
    let more = failed.count - lines.count
    let rest = more > 0 ? ["  and \(more) more; --json names them all"] : []
    let head =
      isOfNone
      ? "None of \(count) \(unit)s could be used."
      : "\(failed.count) of \(count) \(unit)s could not be used; the others are finished."
    return ([head] + lines + rest).joined(separator: "\n")
  }
}
