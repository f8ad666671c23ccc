import Files
import Images
import Synchronization

/// What is wrong with some of a catalog's images; their rows are flagged, and the others
/// labelled.
final class ImageDiagnostics: Sendable {
  private struct Found {
    var count = 0
    var first: [SkysortError] = []
  }

  private let found = Mutex(Found())
  private static let shown = 5

  func add(_ error: SkysortError) {
    found.withLock { found in
      found.count += 1
      if found.first.count < Self.shown { found.first.append(error) }
    }
  }

  /// Where no image at all could be used, the reason is not an image's own.
  func throwIfAll(of rowCount: Int) throws(SkysortError) {
    let error = found.withLock { $0.count == rowCount ? $0.first.first : nil }
    if let error { throw error }
  }

  /// A line for each of the first, and how many there are.
  var summary: [String] {
    found.withLock { found in
      guard found.count > 0 else { return [] }
      let texts = found.first.map(\.description).sorted()
      return ["\(found.count) images could not be used; their rows are flagged"] + texts
    }
  }
}
