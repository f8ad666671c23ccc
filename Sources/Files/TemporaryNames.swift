import Glibc
import Synchronization

/// Files of this process that nobody needs after it.
public enum TemporaryNames {
  private static let paths = Mutex<Set<String>>([])

  public static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  /// Deletes a file, which may be gone.
  public static func remove(_ path: String) {
    unsafe unlink(path.systemPath)
    paths.withLock { _ = $0.remove(path) }
  }

  /// Forgets a name that has gone or stands for something else now.
  static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Deletes all of them, for a process that ends where it is.
  public static func removeAll() {
    paths.withLock { for path in $0 { unsafe unlink(path.systemPath) } }
  }

  /// Sixteen characters that nobody can guess.
  public static func unguessable() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = String(generator.next() as UInt64, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
