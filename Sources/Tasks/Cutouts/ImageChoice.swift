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
    /// Whether the user or the header says it; else it is the file's name.
    let isBandStated: Bool
    let image: FITSImage
    /// In the image, from 0.
    let plane: Int
    let unit: HDU
    /// What its file holds beside it.
    let companions: ImageCompanions
    /// The file's first header.
    let primary: Header

    /// What its pixels are as weights, where the unit's name says it.
    var weightKind: WeightKind? {
      if case .weight(let kind) = unit.role, kind != .unknown { return kind }
      return nil
    }

    /// What its pixels are as a mask.
    var maskMeaning: MaskMeaning { MaskMeaning(unit.header, primary: primary) }
  }

  /// What was read of a file.
  struct Reading {
    let planes: [Plane]
    /// Other images of the sky, which were not.
    let others: [HDU]
    /// Which image was taken of several; `nil` where there was no choice.
    let note: String?
  }

  /// The planes of the file: one for each band it names, or the one asked for.
  ///
  /// The band of a single plane is the one the user says, else what the header says, else the
  /// file's name without its ending.
  ///
  /// - Parameter plane: Of all planes of the image, from 0; the first where `nil` and no bands
  ///   are named.
  func read(_ selector: ImageSelector?, plane: Int? = nil) throws -> Reading {
    let sky = try SkyImage(path, selector)
    let others = sky.layout.others
    let note = sky.layout.choice
    let named = sky.bands.compactMap(\.self)
    if band == nil, plane == nil, named.count == sky.planeCount {
      let planes = named.indices.map { self.plane($0, of: sky, band: named[$0]) }
      return Reading(planes: planes, others: others, note: note)
    }
    let index = plane ?? 0
    guard sky.sources.indices.contains(index) else {
      throw SkysortError(
        path: path, problem: "has no plane \(index), there are \(sky.planeCount)",
        fix: "Count planes from 0.", exitCode: .usage)
    }
    let name = Paths.name(of: path)
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    let stated = band.map { Band($0) } ?? sky.bands[index]
    return Reading(
      planes: [self.plane(index, of: sky, band: stated ?? Band(stem), isStated: stated != nil)],
      others: others, note: note)
  }

  private func plane(
    _ index: Int, of sky: SkyImage, band: Band, isStated: Bool = true
  ) -> Plane {
    let (image, place) = sky.sources[index]
    let unit = sky.layout.units.first { $0.index == image.index } ?? sky.layout.units[0]
    return Plane(
      band: band, isBandStated: isStated, image: image, plane: place, unit: unit,
      companions: sky.companions(ofPlane: index), primary: sky.layout.primary)
  }
}

extension ImageSelector {
  /// - Parameter text: A number, counted from 0; a name; or a name and its `EXTVER`, `SCI,1`.
  init(_ text: String) {
    let bare = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
    let parts = bare.split(separator: ",", omittingEmptySubsequences: false)
    if let index = Int(bare) {
      self = .hdu(index)
    } else if parts.count == 2, let version = Int(String(parts[1]).trimmed) {
      self = .named(String(parts[0]).trimmed, version: version)
    } else {
      self = .named(String(bare))
    }
  }
}
