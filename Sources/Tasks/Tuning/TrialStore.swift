import Files
import Settings

/// What a training of a trial came to.
struct TrialResult: Codable, Hashable, Sendable {
  let trial: Int
  let epochs: Int
  /// On the validation rows; `nil` where the training failed.
  var logLoss: Double?
  var accuracy: Double?
  /// Why it failed.
  var failure: String?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case trial, epochs, failure
    case logLoss = "validation_log_loss"
    case accuracy = "validation_accuracy"
  }
}

/// Keeps what trials came to, each in a file of its own the moment it is known.
///
/// A result depends on the search, the trial's number and its epochs alone, so that one found is
/// as good as one made: a search that was stopped goes on, and one with more trials or epochs
/// uses what is there.
struct TrialStore: Sendable {
  private let folder: String

  /// Takes a folder for a search.
  ///
  /// - Parameter identity: What every result depends on, besides trial and epochs.
  /// - Throws: `SkysortError` where the folder holds results of another search.
  init(_ folder: String, identity: SearchIdentity) throws {
    self.folder = Paths.join(folder, "trials")
    try Paths.makeFolder(self.folder)
    let path = Paths.join(self.folder, "search.json")
    let text = CanonicalJSON.encode(identity) + "\n"
    guard Paths.exists(path) else {
      try AtomicFile.write(text, to: path)
      return
    }
    let found = try WholeFile.read(path, maximumSize: Int64(StrictSettings.maximumSize))
    guard found == Array(text.utf8) else {
      throw SkysortError(
        path: folder,
        problem: "holds a search of another table, space, seed or configuration",
        fix: "Choose another folder, or remove this one.", exitCode: .usage)
    }
  }

  /// `nil` where it is not known yet.
  func result(trial: Int, epochs: Int) throws -> TrialResult? {
    let path = path(trial: trial, epochs: epochs)
    guard Paths.exists(path) else { return nil }
    return try StrictSettings.load(TrialResult.self, path: path)
  }

  func keep(_ result: TrialResult) throws {
    try AtomicFile.write(
      CanonicalJSON.encode(result) + "\n", to: path(trial: result.trial, epochs: result.epochs))
  }

  /// Of an unfinished training.
  func checkpointPath(trial: Int, epochs: Int) -> String {
    Paths.join(folder, ".\(Self.name(trial, epochs)).checkpoint")
  }

  private func path(trial: Int, epochs: Int) -> String {
    Paths.join(folder, Self.name(trial, epochs) + ".json")
  }

  private static func name(_ trial: Int, _ epochs: Int) -> String {
    "trial-\(trial)-epochs-\(epochs)"
  }
}

/// What decides about every trial of a search, besides its number.
struct SearchIdentity: Encodable {
  let tool: String
  let table: String
  let images: String?
  let configuration: String
  let space: [String: String]
  let seed: UInt64
  let split: SplitRecord
  let survey: String
  let label: String?
  let features: [String]
  let bands: [String]?
  let allowsLeaks: Bool

  struct SplitRecord: Encodable {
    let strategy: String
    let testFraction: Double
    let validationFraction: Double
    let groupRadius: Double
    let groupColumn: String?
  }
}
