import Glibc

/// A folder for outputs, made where it does not exist; goes away with this value if nothing was put
/// into it.
public struct OutputFolder: ~Copyable {
  /// The outermost first.
  private let made: [String]

  /// Makes the folder, and those above it; none where `nil`.
  public init(_ path: String?) throws(SkysortError) {
    made = try path.map { path throws(SkysortError) in try Paths.makeFolder(path) } ?? []
  }

  /// Ends it; it lasts until here, or to the end of what throws.
  public consuming func removeIfEmpty() {}

  deinit {
    for folder in made.reversed() { unsafe rmdir(folder.systemPath) }
  }
}
