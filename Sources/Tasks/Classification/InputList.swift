import Files
import Models
import Tables

/// A part of a list of inputs, so that several machines can share the work.
public struct Shard: Sendable, Hashable {
  /// From 0.
  public let index: Int
  public let count: Int

  /// - Parameter text: `i/n`, with `i` from 1 to `n`.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], count > 0,
      (1...count).contains(index)
    else { return nil }
    self.index = index - 1
    self.count = count
  }
}

/// Which file is read, and which one written for it.
struct InputList {
  let pairs: [(input: String, output: String)]
  /// Whether one that is damaged leaves others to go on with.
  let isOfSeveral: Bool
  /// What the outputs lie in, where it may have to be made.
  private let folder: String?
  /// Whether other processes write into the folder too.
  private let isShared: Bool

  /// - Parameters:
  ///   - inputs: Tables or folders; a folder stands for its files with a table's ending.
  ///   - output: A file for one table; for several, or for a folder, a folder.
  ///   - takesImages: Whether a folder of images is one input.
  ///   - ending: Of the outputs, with its dot; the inputs' own where `nil`.
  init(
    _ inputs: [String], output: String, shard: Shard?, takesImages: Bool = false,
    ending: String? = nil
  ) throws {
    let isFolder = inputs.count == 1 && Paths.isFolder(inputs[0])
    let isOne = try !isFolder || (takesImages && !Self.holdsTables(inputs[0]))
    guard inputs.count != 1 || !isOne else {
      pairs = [(inputs[0], output)]
      isOfSeveral = false
      (folder, isShared) = (nil, false)
      return
    }
    guard TableFormat.forWriting(output) == nil else {
      throw SkysortError(
        path: output, problem: "is one file, but there are several inputs",
        fix: "Name a folder.", exitCode: .usage)
    }
    let all = try inputs.flatMap { try Self.tables($0) }
    let chosen = all.indices.filter { $0 % (shard?.count ?? 1) == shard?.index ?? 0 }
    try Self.checkNames(all, ending)
    isOfSeveral = true
    folder = output
    isShared = shard != nil
    pairs = chosen.map { (all[$0], Paths.join(output, Self.outputName(all[$0], ending))) }
  }

  /// What became of a list's inputs.
  struct Result {
    /// Outputs that were there already.
    var reused: [String] = []
    var failed: [FailedInput] = []
    /// Of all inputs; a folder of images is as many as it holds.
    var count = 0
  }

  /// Works through the inputs; of several, one that is damaged does not stop the others.
  ///
  /// - Parameters:
  ///   - present: Outputs that are there already and stay.
  ///   - work: Makes an output; gives how many inputs that was, and which of them failed.
  func forEach(
    except present: Set<String>,
    work: (_ input: String, _ output: String) async throws -> (count: Int, failed: [FailedInput])
  ) async throws -> Result {
    // Another process may be about to write into an empty folder that it found.
    if isShared, let folder { try Paths.makeFolder(folder) }
    let made = try OutputFolder(isShared ? nil : folder)
    var result = Result()
    for (input, output) in pairs {
      guard !present.contains(output) else {
        result.reused.append(output)
        result.count += 1
        continue
      }
      do {
        let done = try await work(input, output)
        result.count += done.count
        result.failed += done.failed
      } catch let error as SkysortError where isOfSeveral && FailedInput.isOne(error) {
        result.failed.append(FailedInput(path: input, error))
        result.count += 1
      }
    }
    made.removeIfEmpty()
    return result
  }

  /// Whether a folder has files that can only be tables; FITS files may be images.
  private static func holdsTables(_ folder: String) throws -> Bool {
    try Paths.list(folder).contains { name in
      TableFormat.forWriting(name) != nil && !ImageFiles.isImage(name)
    }
  }

  private static func tables(_ path: String) throws -> [String] {
    guard Paths.isFolder(path) else { return [path] }
    let names = try Paths.list(path).filter { TableFormat.forWriting($0) != nil }
    guard !names.isEmpty else {
      throw SkysortError(
        path: path, problem: "the folder holds no table",
        fix: "Tables end in \(TableFormat.writableEndings).", exitCode: .noInput)
    }
    return names.map { Paths.join(path, $0) }
  }

  /// The input's own name; FITS is written uncompressed.
  private static func outputName(_ path: String, _ ending: String?) -> String {
    let name = Paths.name(of: path)
    guard let ending else { return name.hasSuffix(".fits.gz") ? String(name.dropLast(3)) : name }
    let known = [".fits.gz", ".csv.gz", ".fits", ".csv", ".tsv", ".ecsv"]
    let own = known.first { name.lowercased().hasSuffix($0) } ?? ""
    return name.dropLast(own.count) + ending
  }

  private static func checkNames(_ paths: [String], _ ending: String?) throws {
    // Names are bytes: texts that look alike may be names of two files.
    var seen: [[UInt8]: String] = [:]
    for path in paths {
      if let other = seen.updateValue(path, forKey: Array(outputName(path, ending).utf8)) {
        throw SkysortError(
          path: path, problem: "would be written to the same name as \(other)",
          fix: "Do them in two runs with two output folders.", exitCode: .usage)
      }
    }
  }
}
