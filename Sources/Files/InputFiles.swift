import Glibc

/// Files and folders that work reads, which its outputs may not replace.
///
/// A file is known by its device and inode, so that a link to it or another path is the same file.
public struct InputFiles: Sendable {
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
    let isFolder: Bool

    /// `nil` where nothing is there.
    init?(_ path: String) {
      var status = stat()
      guard unsafe stat(path.systemPath, &status) == 0 else { return nil }
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
      isFolder = status.st_mode & S_IFMT == S_IFDIR
    }
  }

  /// The paths as they were given.
  private var names: [Identity: String] = [:]

  /// - Parameter paths: What is not there is left out: whoever reads it will say so.
  public init(_ paths: [String?]) {
    for case let path? in paths {
      if let identity = Identity(path) { names[identity] = path }
    }
  }

  /// Refuses outputs that are inputs, or images and tables in a folder that is one.
  ///
  /// - Throws: ``SkysortError``, ``ExitCode/usage``, naming both.
  public func refuse(_ outputs: [String?]) throws(SkysortError) {
    for case let output? in outputs {
      guard let identity = Identity(output), !identity.isFolder else { continue }
      if let input = names[identity] {
        throw SkysortError(
          path: output, problem: "is to be written, and is the input \(input)",
          fix: "Name another output.", exitCode: .usage)
      }
      let parent = Paths.folder(of: output)
      if let folder = Identity(parent.isEmpty ? "." : parent).flatMap({ names[$0] }),
        try Self.isRead(output)
      {
        throw SkysortError(
          path: output, problem: "is to be written, and is a file of the input folder \(folder)",
          fix: "Name an output outside the folder.", exitCode: .usage)
      }
    }
  }

  /// Whether a folder's readers would take a file for an image or a table.
  private static func isRead(_ path: String) throws(SkysortError) -> Bool {
    switch try FileProbe(path).kind {
    case .fits, .png, .jpeg, .gzip, .bzip2: true
    default: false
    }
  }
}
