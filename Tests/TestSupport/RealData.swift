internal import Glibc

/// Survey files that are not part of the repository.
public enum RealData {
  /// The folder `SKYSORT_DATA` names, or `../shared/data` from the package's root.
  public static let folder: String = {
    if let name = unsafe getenv("SKYSORT_DATA") { return unsafe String(cString: name) }
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(root)/../shared/data"
  }()

  /// A file of the folder, by its path there.
  public static func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Whether a file is there.
  public static func has(_ name: String) -> Bool { unsafe access(path(name), R_OK) == 0 }
}
