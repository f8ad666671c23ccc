/// How a program ends, after BSD's sysexits.
public struct ExitCode: RawRepresentable, Hashable, Sendable {
  public let rawValue: Int32
  public init(rawValue: Int32) { self.rawValue = rawValue }

  public static let done = ExitCode(rawValue: 0)
  /// The command line is wrong.
  public static let usage = ExitCode(rawValue: 64)
  /// The input is damaged, or not what it should be.
  public static let badData = ExitCode(rawValue: 65)
  /// The input is not there, or cannot be opened.
  public static let noInput = ExitCode(rawValue: 66)
  /// A mistake in this program.
  public static let bug = ExitCode(rawValue: 70)
  /// Reading or writing failed.
  public static let inputOutput = ExitCode(rawValue: 74)
  /// Try again later: another run holds the output, or the disk is full.
  public static let temporary = ExitCode(rawValue: 75)
  /// Stopped by the user.
  public static let interrupted = ExitCode(rawValue: 130)
}

/// An error that knows how the program should end.
///
/// Its `description` names the file, the place and the way out, in one or two sentences.
public protocol ExitCoded: Error, CustomStringConvertible {
  var exitCode: ExitCode { get }
}
