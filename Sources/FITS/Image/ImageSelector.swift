public import Files

/// Which image of a file.
public enum ImageSelector: Hashable, Sendable {
  /// The first with two or more axes, tile-compressed ones among them.
  case first
  /// By its unit's place, counted from 0.
  case hdu(Int)
  /// By `EXTNAME`, capitals ignored, and `EXTVER`; the first of the name where `nil`.
  case named(String, version: Int? = nil)
}

extension HDU {
  /// Whether the unit is an image of pixels in rows and columns.
  public var holdsImage: Bool {
    (kind == .image || kind == .compressedImage) && dimensions.count >= 2
      && !dimensions.contains(0)
  }

  /// - Parameter path: The file, for the message.
  /// - Throws: `SkysortError` saying what the unit is instead of an image, or what of a
  ///   tile-compressed image's claims cannot be.
  public func requireImage(path: String) throws(SkysortError) {
    do throws(Fault) {
      guard holdsImage else { throw Fault(notAnImage, fix: "Name the HDU of an image.") }
      if kind == .compressedImage { _ = try TileClaim(self) }
    } catch {
      throw error.located(path: path, hdu: index)
    }
  }

  private var notAnImage: String {
    guard kind == .image || kind == .compressedImage else { return "is a \(kind), not an image" }
    if dimensions.isEmpty { return "is a header without pixels" }
    if dimensions.count == 1 { return "has one axis (\(dimensions[0]) values), an image has two" }
    return "has an axis of length 0 (\(dimensions.map(String.init).joined(separator: " × ")))"
  }
}

extension FITSFile {
  /// The units that hold an image.
  public var imageUnits: [HDU] { units.filter(\.holdsImage) }

  /// The unit of a selector; it need not hold an image where it is named or counted.
  ///
  /// - Throws: `SkysortError` listing what there is.
  public func unit(_ selector: ImageSelector) throws(SkysortError) -> HDU {
    switch selector {
    case .first:
      guard let unit = imageUnits.first else {
        throw noImage("there is no image", "Name a file with an image.")
      }
      return unit
    case .hdu(let index):
      guard units.indices.contains(index) else {
        throw noImage("there is no HDU \(index)", "Count HDUs from 0.", exitCode: .usage)
      }
      return units[index]
    case .named(let name, let version):
      let unit = units.first {
        $0.name?.uppercased() == name.uppercased() && (version ?? $0.version) == $0.version
      }
      guard let unit else {
        let label = version.map { "\(name), version \($0)" } ?? name
        throw noImage(
          "no HDU is named \(label)", "Name one of these, or count HDUs from 0.",
          exitCode: .usage)
      }
      return unit
    }
  }

  private func noImage(
    _ problem: String, _ fix: String, exitCode: ExitCode = .badData
  ) -> SkysortError {
    let found = units.map { "\($0.index) \($0.name.map { "\($0), " } ?? "")\($0.kind)" }
    return SkysortError(
      path: path, problem: "\(problem); the file holds: \(found.shortList(separator: "; "))",
      fix: fix, exitCode: exitCode)
  }
}
