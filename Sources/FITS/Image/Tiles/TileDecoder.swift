import Files

/// The program that decodes tile-compressed images in a process of its own.
///
/// Only cfitsio reads every compression there is, and damaged tiles can crash it; so its code
/// runs where a crash, endless work or a claim on all memory ends that process alone. The
/// program is `skysort`, which knows a verb for it; see ``TileDecoding``.
public struct TileDecoder: Sendable, Hashable {
  /// The verb of the program.
  public static let verb = "decode-tiles"

  /// The `skysort` program, by an absolute path.
  public let program: String

  public init(program: String) { self.program = program }

  /// The running program where it is `skysort`, else the `skysort` beside it; `nil` where there
  /// is none.
  public static var standard: TileDecoder? {
    guard let running = ChildProcess.runningProgram else { return nil }
    // By this name it is found also after its file was replaced.
    if Paths.name(of: running) == "skysort" { return TileDecoder(program: "/proc/self/exe") }
    let folder = running.split(separator: "/").dropLast().joined(separator: "/")
    let neighbour = "/\(folder)/skysort"
    return Paths.exists(neighbour) ? TileDecoder(program: neighbour) : nil
  }

  /// Decodes one unit of a file.
  ///
  /// - Returns: The stored pixels, big-endian, as many as the claim says.
  func decode(_ claim: TileClaim, of file: FileBytes) throws(SkysortError) -> FileBytes {
    let result = try NamelessFile()
    let arguments = [
      program, Self.verb, "--unit", "\(claim.unit.index)", "--memory", "\(claim.memory)",
      "--seconds", "\(claim.seconds)",
    ]
    let end = try ChildProcess.run(
      arguments, input: file.descriptor, output: result.descriptor, path: file.path)
    guard case .exited(0, _) = end else { throw failure(end, claim, file) }
    let pixels = try FileBytes(plainPath: result.path, path: file.path)
    guard pixels.size == claim.decodedSize else {
      throw failure(.exited(0, "\(pixels.size) bytes came, not \(claim.decodedSize)"), claim, file)
    }
    return pixels
  }

  private func failure(
    _ end: ChildProcess.End, _ claim: TileClaim, _ file: FileBytes
  ) -> SkysortError {
    let reason =
      switch end {
      case .exited(_, let message): message
      case .timeSpent: "it takes more than \(claim.seconds) s"
      case .killed(let signal): "the decoder died of it (signal \(signal))"
      }
    var (exitCode, fix) = (ExitCode.badData, "The file is damaged; fetch or write it again.")
    if case .exited(ExitCode.temporary.rawValue, _) = end {
      (exitCode, fix) = (.temporary, "Free some space, then run again.")
    }
    return SkysortError(
      path: file.path, location: "HDU \(claim.unit.index)",
      problem: "its compressed tiles cannot be decoded: \(reason)", fix: fix, exitCode: exitCode)
  }
}
