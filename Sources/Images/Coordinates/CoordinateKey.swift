/// A keyword of a header that speaks of world coordinates, taken apart.
///
/// - Source: Greisen & Calabretta 2002, A&A 395, 1061; Shupe et al. 2005, ASP 347, 491 (SIP);
///   Taff et al. 1990 and the Digitized Sky Survey's headers (plate solutions).
struct CoordinateKey: Sendable, Hashable {
  /// What its value has to be.
  enum Kind: Sendable, Hashable {
    /// A number that must be one.
    case number
    /// A number that may be left out where it is none.
    case optionalNumber
    /// A number of axes or a polynomial's order: 0 to 9.
    case count
    case text
  }

  /// As in the header: `CD1_2`.
  let name: String
  /// Without numbers and letter: `CD`.
  let stem: String
  let kind: Kind
  /// Axes it names, from 1.
  let axes: [Int]
  /// Further numbers: of `PV2_4` the 4, of `A_2_1` both.
  let indices: [Int]
  /// The letter of an alternate description; empty of the primary one.
  let alternate: String

  /// - Returns: `nil` for a keyword that does not matter.
  init?(_ keyword: String) {
    guard let parts = Parts(keyword), let form = Self.forms[parts.stem] else { return nil }
    guard parts.numbers.count == form.axes + form.indices else { return nil }
    guard parts.alternate.isEmpty || form.hasAlternates else { return nil }
    let axes = Array(parts.numbers.prefix(form.axes))
    guard axes.allSatisfy({ (1...9).contains($0) }) else { return nil }
    name = keyword
    stem = parts.stem
    kind = form.kind
    self.axes = axes
    indices = Array(parts.numbers.dropFirst(form.axes))
    alternate = parts.alternate
  }

  /// Which numbers follow a stem.
  private struct Form {
    let kind: Kind
    var axes = 0
    var indices = 0
    var hasAlternates = false
  }

  private static let forms: [String: Form] = {
    var forms: [String: Form] = [:]
    func add(_ stems: [String], _ form: Form) { for stem in stems { forms[stem] = form } }
    add(["CRPIX", "CRVAL", "CDELT"], Form(kind: .number, axes: 1, hasAlternates: true))
    add(["CROTA"], Form(kind: .number, axes: 1))
    add(["CTYPE", "CUNIT", "CNAME"], Form(kind: .text, axes: 1, hasAlternates: true))
    add(["PC", "CD"], Form(kind: .number, axes: 2, hasAlternates: true))
    add(["PV"], Form(kind: .number, axes: 1, indices: 1, hasAlternates: true))
    add(["PS"], Form(kind: .text, axes: 1, indices: 1, hasAlternates: true))
    add(["LONPOLE", "LATPOLE"], Form(kind: .number, hasAlternates: true))
    add(["EQUINOX"], Form(kind: .optionalNumber, hasAlternates: true))
    add(["RADESYS", "WCSNAME", "SPECSYS"], Form(kind: .text, hasAlternates: true))
    add(["RESTFRQ", "RESTWAV", "RESTFREQ", "VELREF"], Form(kind: .optionalNumber))
    add(["WCSAXES"], Form(kind: .count, hasAlternates: true))
    add(["EPOCH", "MJD-OBS"], Form(kind: .optionalNumber))
    add(["RADECSYS", "DATE-OBS"], Form(kind: .text))
    add(["A_ORDER", "B_ORDER"], Form(kind: .count))
    add(["AP_ORDER", "BP_ORDER"], Form(kind: .count))
    add(["A_", "B_", "AP_", "BP_"], Form(kind: .number, indices: 2))
    add(["WAT"], Form(kind: .text, indices: 2))
    add(["PLTRAH", "PLTRAM", "PLTRAS", "PLTDECD"], Form(kind: .number))
    add(["PLTDECM", "PLTDECS", "XPIXELSZ", "YPIXELSZ"], Form(kind: .number))
    add(["PLTDECSN"], Form(kind: .text))
    add(["PPO", "AMDX", "AMDY"], Form(kind: .number, indices: 1))
    add(["CNPIX"], Form(kind: .number, axes: 1))
    return forms
  }()

  /// A keyword's letters, numbers and the letter behind.
  private struct Parts {
    var stem = ""
    var numbers: [Int] = []
    var alternate = ""

    init?(_ keyword: String) {
      if CoordinateKey.forms[keyword] != nil {
        stem = keyword
        return
      }
      var rest = Substring(keyword)
      stem = String(rest.prefix { !$0.isWholeNumber })
      rest = rest.dropFirst(stem.count)
      while let first = rest.first, first.isWholeNumber {
        let digits = rest.prefix { $0.isWholeNumber }
        guard digits.count <= 3, let number = Int(digits) else { return nil }
        numbers.append(number)
        rest = rest.dropFirst(digits.count)
        if rest.first == "_", rest.dropFirst().first?.isWholeNumber == true {
          rest = rest.dropFirst()
        }
      }
      if numbers.isEmpty, let letter = stem.last,
        CoordinateKey.forms[String(stem.dropLast())] != nil
      {
        (stem, alternate) = (String(stem.dropLast()), String(letter))
      } else {
        alternate = String(rest)
      }
      guard alternate.utf8.allSatisfy({ (0x41...0x5a).contains($0) }), alternate.utf8.count <= 1
      else { return nil }
    }
  }
}
