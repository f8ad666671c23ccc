import FoundationEssentials

/// A PNG file in memory, for the page to show.
public struct PortableImage: Sendable, Hashable {
  /// Pixels.
  public let width: Int
  /// Pixels.
  public let height: Int
  let bytes: [UInt8]

  /// The bytes every PNG begins with.
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// - Parameter png: The whole file; sides are read from its first chunk.
  public init(png: [UInt8]) {
    precondition(
      png.count >= 24 && png.starts(with: Self.signature), "expected a PNG, found other bytes")
    func number(at start: Int) -> Int { png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    width = number(at: 16)
    height = number(at: 20)
    bytes = png
  }

  /// An `img` element that holds the file.
  ///
  /// - Parameters:
  ///   - alternative: What it shows, for readers who cannot see it.
  ///   - isPixelated: Whether its pixels stay squares when it is enlarged.
  func markup(alternative: String, isPixelated: Bool) -> Markup {
    let name = isPixelated ? "pixelated" : "smooth"
    return """
      <img class="\(name)" alt="\(alternative)" width="\(width)" height="\(height)" \
      src="data:image/png;base64,\(Data(bytes).base64EncodedString())"/>
      """
  }
}
