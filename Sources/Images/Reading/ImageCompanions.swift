public import FITS
import Sky

/// The weights and the mask that a file holds beside an image, by their names.
public struct ImageCompanions: Hashable, Sendable {
  public struct Weight: Hashable, Sendable {
    /// The unit's place.
    public let hdu: Int
    public let kind: WeightKind
  }

  public struct Mask: Hashable, Sendable {
    /// The unit's place.
    public let hdu: Int
    public let meaning: MaskMeaning
  }

  public private(set) var weight: Weight?
  public private(set) var mask: Mask?
  /// What is there and cannot be told to belong to it, a sentence each.
  public private(set) var notes: [String] = []

  /// - Parameters:
  ///   - unit: An image.
  ///   - units: All of its file.
  ///   - primary: The first unit's header.
  init(of unit: HDU, among units: [HDU], primary: Header) {
    let others = units.filter { other in
      other.index != unit.index && other.dimensions.prefix(2) == unit.dimensions.prefix(2)
    }
    let masks = Self.own(others.filter { $0.role == .mask }, of: unit)
    if masks.count == 1 {
      mask = Mask(
        hdu: masks[0].index, meaning: MaskMeaning(masks[0].header, primary: primary))
    } else if masks.count > 1 {
      notes.append(Self.several(masks, "masks", "--mask-hdu"))
    }
    // Variances are asked for before weights, whose scale nobody says.
    for kind in WeightKind.allCases {
      let named = Self.own(
        others.filter { $0.role == .weight(kind) }, of: unit)
      guard !named.isEmpty else { continue }
      if named.count == 1 {
        weight = Weight(hdu: named[0].index, kind: kind)
      } else {
        notes.append(Self.several(named, "weights", "--weight-hdu"))
      }
      break
    }
  }

  /// Those of the image's own name, else those of none; of several, those of its `EXTVER`.
  private static func own(_ units: [HDU], of unit: HDU) -> [HDU] {
    let name = ImageName(unit.header).owner
    let band = BandName.of(unit.header)?.rawValue.uppercased()
    let owners = units.map { ImageName($0.header).owner }
    let exact = units.indices.filter { owners[$0] == name || (band != nil && owners[$0] == band) }
    let found = exact.isEmpty ? units.indices.filter { owners[$0].isEmpty } : exact
    guard found.count > 1 else { return found.map { units[$0] } }
    let versions = found.filter { units[$0].version == unit.version }
    return (versions.isEmpty ? found : versions).map { units[$0] }
  }

  private static func several(_ units: [HDU], _ what: String, _ option: String) -> String {
    "\(units.map(\.label).joined(separator: " and ")) could both be its \(what), and none was "
      + "used: name one by \(option)"
  }
}

/// Which values of a mask set a pixel aside.
public struct MaskMeaning: Hashable, Sendable {
  /// Bits of which one is enough; all ones where any value but 0 is.
  public let bits: UInt32
  /// Their names, where the file's kind names them.
  public let names: [String]

  /// Any value but 0.
  public static let anyValue = MaskMeaning(bits: .max, names: [])

  init(bits: UInt32, names: [String]) { (self.bits, self.names) = (bits, names) }

  /// Planes of Rubin's and HSC's masks that say there is no measurement; others mark what was
  /// found: `DETECTED` is every source.
  private static let rubin = ["BAD", "NO_DATA", "SAT", "UNMASKEDNAN"]

  /// From the mask's own header: planes by `MP_NAME` (Rubin, HSC), `DO_NOT_USE` of Webb's and
  /// Roman's; else any value but 0.
  public init(_ header: Header, primary: Header) {
    let planes = Self.rubin.compactMap { name in
      header.integer("MP_\(name)").flatMap { (0..<32).contains($0) ? (name, UInt32(1) << $0) : nil }
    }
    if !planes.isEmpty {
      self.init(bits: planes.reduce(0) { $0 | $1.1 }, names: planes.map(\.0))
      return
    }
    let telescope = (primary.text("TELESCOP") ?? header.text("TELESCOP"))?.uppercased()
    if telescope == "JWST" || telescope == "ROMAN" {
      self.init(bits: 1, names: ["DO_NOT_USE"])
    } else {
      self = .anyValue
    }
  }

  public func isFlagged(_ value: Float) -> Bool {
    guard bits != .max, let flags = Int64(exactly: value) else { return value != 0 }
    return UInt32(truncatingIfNeeded: flags) & bits != 0
  }
}
