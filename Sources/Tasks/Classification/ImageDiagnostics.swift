import Files
import Images
import Synchronization

/// What is wrong with some of a catalog's images; their rows are flagged, and the others
/// labelled.
final class ImageDiagnostics: Sendable {
  private struct Found {
    var count = 0
    var errors: [SkysortError] = []
  }

  private let found = Mutex(Found())
  private static let shown = 5
  /// More are counted, not kept.
  private static let kept = 10_000

  func add(_ error: SkysortError) {
    found.withLock { found in
      found.count += 1
      if found.errors.count < Self.kept { found.errors.append(error) }
    }
  }

  /// Where no image at all could be used, the reason is not an image's own.
  func throwIfAll(of rowCount: Int) throws(SkysortError) {
    let error = found.withLock { $0.count == rowCount ? $0.errors.first : nil }
    if let error { throw error }
  }

  /// A line for each of the first, and how many there are.
  var summary: [String] {
    found.withLock { found in
      guard found.count > 0 else { return [] }
      let texts = found.errors.map(\.description).sorted().prefix(Self.shown)
      return ["\(found.count) images could not be used; their rows are flagged"] + texts
    }
  }

  /// Those kept, in the order of their paths.
  var failed: [FailedInput] {
    found.withLock { found in
      found.errors.map { FailedInput(path: $0.path, $0) }.sorted {
        ($0.path, $0.problem) < ($1.path, $1.problem)
      }
    }
  }
}
