import Sky
import Tables

extension LatentTable {
  /// Whether a column holds magnitudes, of which the smaller are brighter: neither colours nor
  /// errors, extinctions or amplitudes.
  func holdsMagnitudes(_ name: String) -> Bool {
    guard let info = self[name]?.info else { return false }
    if let band = parts.bands.first(where: { $0.column == name }) { return band.holdsMagnitudes }
    let words = Self.words(of: name)
    guard Set(words).isDisjoint(with: Self.otherWords), !name.contains("-") else { return false }
    if let ucd = info.ucd?.lowercased(), !ucd.isEmpty {
      return ucd.contains("phot.mag")
        && !["stat.error", "phot.color", "arith"].contains(
          where: ucd.contains)
    }
    if let unit = info.unit, PhotometricUnit.isStated(unit) {
      guard case .magnitude = PhotometricUnit(unit) else { return false }
      // Two bands and nothing else name a colour: `g_r`, `bp_rp`.
      return !(words.count == 2 && words.allSatisfy { $0.count <= 2 })
    }
    return words.contains { $0.hasSuffix("mag") }
  }

  /// Words of names of what is measured in magnitudes without being one.
  private static let otherWords: Set<String> = [
    "e", "err", "error", "magerr", "sigma", "sig", "rms", "std", "unc", "var", "ebv", "extinction",
    "amp", "amplitude", "colour", "color", "diff", "delta", "minus", "limit", "lim",
  ]

  /// `modelMagErr_r` is `model`, `mag`, `err` and `r`.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    for letter in name {
      let begins = letter.isUppercase && word.last?.isLowercase == true
      if !letter.isLetter || begins, !word.isEmpty {
        words.append(word.lowercased())
        word = ""
      }
      if letter.isLetter { word.append(letter) }
    }
    return word.isEmpty ? words : words + [word.lowercased()]
  }

  /// What a column is measured in: as the file says, else as positions and magnitudes are.
  func unit(of column: InMemoryColumn) -> String? {
    if let unit = column.info.unit, PhotometricUnit.isStated(unit) { return unit }
    if [parts.rightAscension, parts.declination].contains(column.name) { return "deg" }
    let isOfMagnitudes = parts.bands.contains { band in
      band.holdsMagnitudes && (band.column == column.name || band.errorColumn == column.name)
    }
    return isOfMagnitudes ? "mag" : nil
  }
}

extension BandColumns {
  fileprivate var holdsMagnitudes: Bool {
    if case .flux = measure { false } else { true }
  }
}
