import FITS
import Files
import Images
import Sky

/// A FITS image as the user names it: `FILE`, or `BAND=FILE`.
public struct ImageChoice: Sendable, Hashable {
  /// `nil` where the file is to tell.
  public let band: String?
  public let path: String

  public init(band: String? = nil, path: String) {
    self.band = band
    self.path = path
  }

  /// - Parameter text: A file whose name holds `=` is taken as it is where it exists.
  public init(_ text: String) {
    guard let equals = text.firstIndex(of: "="), !Paths.exists(text),
      Self.isBand(text[..<equals])
    else {
      self.init(path: text)
      return
    }
    self.init(band: String(text[..<equals]), path: String(text[text.index(after: equals)...]))
  }

  /// Several images, separated by commas; a file whose name holds a comma is taken as it is
  /// where it exists.
  public static func list(_ text: String) -> [ImageChoice] {
    let whole = ImageChoice(text)
    guard !Paths.exists(whole.path) else { return [whole] }
    return text.split(separator: ",").map { ImageChoice(String($0)) }
  }

  private static func isBand(_ text: Substring) -> Bool {
    (1...16).contains(text.count)
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-+".contains($0)) }
  }

  /// A plane of an image file, and its band.
  struct Plane {
    let band: Band
    let image: FITSImage
    /// In the image, from 0.
    let plane: Int
  }

  /// The planes of the file: one for each band it names, or the one asked for.
  ///
  /// The band of a single plane is the one the user says, else what the header says, else the
  /// file's name without its ending.
  ///
  /// - Parameter plane: Of all planes of the image, from 0; the first where `nil` and no bands
  ///   are named.
  func planes(_ selector: ImageSelector?, plane: Int? = nil) throws -> [Plane] {
    let sky = try SkyImage(path, selector)
    let named = sky.bands.compactMap(\.self)
    if band == nil, plane == nil, named.count == sky.planeCount {
      return zip(named, sky.sources).map { Plane(band: $0, image: $1.image, plane: $1.plane) }
    }
    let index = plane ?? 0
    guard sky.sources.indices.contains(index) else {
      throw SkysortError(
        path: path, problem: "has no plane \(index), there are \(sky.planeCount)",
        fix: "Count planes from 0.", exitCode: .usage)
    }
    let name = Paths.name(of: path)
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    let (image, place) = sky.sources[index]
    return [
      Plane(
        band: band.map { Band($0) } ?? sky.bands[index] ?? Band(stem), image: image, plane: place)
    ]
  }
}

extension ImageSelector {
  /// - Parameter text: A number, counted from 0, or a name.
  init(_ text: String) { self = Int(text).map(ImageSelector.hdu) ?? .named(text) }
}
