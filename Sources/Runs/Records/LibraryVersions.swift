import Engine
import FITS
import Images

/// The libraries that results may depend on.
enum LibraryVersions {
  /// Versions by name.
  static var all: [String: String] {
    EngineLibraries.versions
      .merging(ImageLibraries.versions) { first, _ in first }
      .merging(["cfitsio": FITSLibrary.version]) { first, _ in first }
  }
}
