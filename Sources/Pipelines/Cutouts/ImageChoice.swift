public import FITS
import Files
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

  func open(_ selector: ImageSelector) throws -> FITSImage {
    try FITSFile(path).image(selector)
  }

  /// The image's band: as the user says, or the header's `FILTER` or `BAND`, or the file's name
  /// without its ending.
  func band(of image: FITSImage) -> Band {
    if let band { return Band(band) }
    for keyword in ["FILTER", "BAND"] {
      // DECam writes `r DECam SDSS c0002 6415.0 1480.0`.
      if let word = image.header.text(keyword)?.split(separator: " ").first {
        return Band(String(word))
      }
    }
    let name = Paths.name(of: path)
    return Band(name.split(separator: ".").first.map(String.init) ?? name)
  }
}

extension ImageSelector {
  /// - Parameter text: A number, counted from 0, or a name; the first image where `nil`.
  public init(_ text: String?) {
    guard let text else {
      self = .first
      return
    }
    self = Int(text).map(ImageSelector.hdu) ?? .named(text)
  }
}
