import FITS
import Sky

/// The band of an image, by the keywords of its header.
enum BandName {
  /// Names that an `EXTNAME` may be; others of it (`SCI`, `N4`) name no band.
  private static let known: Set<String> = [
    "u", "g", "r", "i", "z", "y", "Y", "U", "B", "V", "R", "I", "J", "H", "K", "Ks", "W1", "W2",
    "W3", "W4", "FUV", "NUV", "G", "BP", "RP",
  ]

  private static let noFilter = ["CLEAR", "NONE", "OPEN", "N/A", "BLANK"]

  /// - Returns: From `BAND`, `FILTER`, `FILTER1`, `FILTER2`, `FPA.FILTERID` (Pan-STARRS) or
  ///   `EXTNAME`; `nil` where none says it.
  static func of(_ header: Header) -> Band? {
    for keyword in ["BAND", "FILTER", "FILTER1", "FILTER2", "FPA.FILTERID"] {
      if let text = header.text(keyword), let band = band(text) { return band }
    }
    return header.text("EXTNAME").flatMap { known.contains($0) ? Band($0) : nil }
  }

  /// The bands of a cube's planes: `BANDS = 'grz'` or `'g,r,z'`, or a card for each plane,
  /// `BAND0`, `BAND1`, … or counted from 1.
  ///
  /// - Returns: As many as there are planes; `nil` where the header names others or none.
  static func of(planes count: Int, _ header: Header) -> [Band]? {
    for first in [0, 1] {
      let bands = (0..<count).compactMap { header.text("BAND\($0 + first)").flatMap(band) }
      if bands.count == count { return bands }
    }
    guard let text = header.text("BANDS") else { return nil }
    let words = text.split { $0 == "," || $0 == " " }.map { Band(String($0)) }
    if words.count == count { return words }
    let letters = text.map { Band(String($0)) }
    return letters.count == count ? letters : nil
  }

  /// The short name in front of a filter's description: `z` of `z DECam SDSS c0004 9260.0`, of
  /// `z.MP9801` and of `z_10`.
  ///
  /// - Returns: `nil` for a place without a filter.
  static func band(_ text: String) -> Band? {
    guard let word = text.split(separator: " ").first.map(String.init) else { return nil }
    guard !noFilter.contains(where: { word.uppercased().hasPrefix($0) }) else { return nil }
    let stem = word.prefix { $0 != "." && $0 != "_" }
    return Band(known.contains(String(stem)) ? String(stem) : word)
  }
}
