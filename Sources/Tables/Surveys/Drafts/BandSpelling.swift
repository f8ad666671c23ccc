/// A band in the name of a column, and what the name is without it.
struct BandSpelling: Hashable {
  /// The band's usual name: `g` of `MAG_G`.
  let band: String
  /// As the column writes it.
  let spelling: String
  /// The column's name with `{band}` in the band's place: `MAG_{band}`.
  let form: String

  /// Every band that a name may hold.
  ///
  /// A band stands at the name's ends, between characters that are no letters or digits, where small
  /// letters turn into capitals, or beside a word such as `mag` or `flux`.
  static func all(in name: String) -> [BandSpelling] {
    let letters = Array(name)
    let hasSmallLetters = letters.contains { $0.isLowercase }
    var found: [BandSpelling] = []
    for start in letters.indices {
      for end in (start + 1)...min(letters.count, start + longest) {
        let word = String(letters[start..<end])
        guard let usual = usualName(word, inCapitals: !hasSmallLetters),
          begins(letters, at: start), ends(letters, at: end)
        else { continue }
        found.append(
          BandSpelling(
            band: usual, spelling: word,
            form: String(letters[..<start]) + "{band}" + String(letters[end...])))
      }
    }
    return found
  }

  private static let longest = 8

  private static let words: Set = [
    "mag", "mags", "flux", "flx", "err", "error", "psf", "auto", "kron", "petro", "model",
    "cmodel", "aper", "ap", "iso", "dered", "total", "best", "magerr", "fluxerr", "snr",
  ]

  private static func begins(_ letters: [Character], at start: Int) -> Bool {
    guard start > 0 else { return true }
    let before = letters[start - 1]
    if !before.isLetter && !before.isNumber { return true }
    if before.isLowercase && letters[start].isUppercase { return true }
    return words.contains { lowercased(letters[..<start]).hasSuffix($0) }
  }

  private static func ends(_ letters: [Character], at end: Int) -> Bool {
    guard end < letters.count else { return true }
    let next = letters[end]
    if !next.isLetter && !next.isNumber { return true }
    if letters[end - 1].isLowercase && next.isUppercase { return true }
    return words.contains { lowercased(letters[end...]).hasPrefix($0) }
  }

  private static func lowercased(_ letters: ArraySlice<Character>) -> String {
    String(letters).lowercased()
  }

  /// - Returns: `nil` for what is no band.
  private static func usualName(_ word: String, inCapitals: Bool) -> String? {
    if let name = names[word] { return name }
    if ["U", "G", "R", "I", "Z"].contains(word) { return inCapitals ? word.lowercased() : word }
    return isFilter(word) ? word : nil
  }

  private static let names: [String: String] = [
    "u": "u", "g": "g", "r": "r", "i": "i", "z": "z", "y": "y", "v": "v", "B": "B", "V": "V",
    "Y": "Y", "J": "J", "H": "H", "K": "K", "j": "J", "h": "H", "k": "K", "Ks": "Ks", "ks": "Ks",
    "KS": "Ks", "BP": "BP", "RP": "RP", "bp": "BP", "rp": "RP", "W1": "W1", "W2": "W2",
    "W3": "W3", "W4": "W4", "w1": "W1", "w2": "W2", "w3": "W3", "w4": "W4", "FUV": "FUV",
    "NUV": "NUV", "fuv": "FUV", "nuv": "NUV", "VIS": "VIS", "vis": "VIS", "zg": "zg", "zr": "zr",
    "zi": "zi", "ch1": "ch1", "ch2": "ch2", "ch3": "ch3", "ch4": "ch4", "IRAC1": "IRAC1",
    "IRAC2": "IRAC2",
  ]

  /// Filters of space telescopes and of narrow-band surveys: `F606W`, `f160w`, `J0378`, `NB921`.
  private static func isFilter(_ word: String) -> Bool {
    let letters = word.prefix { $0.isLetter }
    let digits = word.dropFirst(letters.count).prefix { $0.isNumber }
    let ending = word.dropFirst(letters.count + digits.count).lowercased()
    switch letters.lowercased() {
    case "f": return (3...4).contains(digits.count) && ["w", "m", "n", "lp", "x"].contains(ending)
    case "j": return (3...4).contains(digits.count) && ending.isEmpty
    case "nb", "ia", "ib", "n": return digits.count == 3 && ending.isEmpty
    default: return false
    }
  }
}
