import Files
import FoundationEssentials

/// SHA-256 digests of files, remembered by what tells a changed file without reading it.
///
/// A file is read again where its size, times, place or device differ, or where it was written
/// so shortly before it was read that a later write might not show.
struct ContentDigests {
  private let path: String
  private var known: [String: Entry]
  private var isChanged = false

  private struct Entry: Codable {
    let stamp: FileStamp
    let sha256: String
  }

  /// Entries kept beyond those that are asked for.
  private static let capacity = 1_000_000

  /// - Parameter path: Where they are remembered; what is there and no such file is ignored.
  init(path: String) {
    self.path = path
    let bytes = try? WholeFile.read(path, maximumSize: 1 << 30)
    known =
      bytes.flatMap { try? JSONDecoder().decode([String: Entry].self, from: Data($0)) } ?? [:]
  }

  /// - Throws: `SkysortError` where it cannot be read.
  mutating func digest(of file: String) throws(SkysortError) -> String {
    let stamp = try FileStamp(file)
    let name = file.hasPrefix("/") ? file : Paths.join(try Paths.current(), file)
    if let entry = known[name], entry.stamp == stamp { return entry.sha256 }
    let digest = try Digest.sha256(ofFile: file)
    if stamp.isSettled(), try FileStamp(file) == stamp, known.count < Self.capacity {
      known[name] = Entry(stamp: stamp, sha256: digest)
      isChanged = true
    }
    return digest
  }

  /// Remembers them on the disk; what cannot be remembered is read again next time.
  mutating func save() {
    guard isChanged, let data = try? JSONEncoder().encode(known) else { return }
    try? AtomicFile.write(Array(data), to: path)
    isChanged = false
  }
}
