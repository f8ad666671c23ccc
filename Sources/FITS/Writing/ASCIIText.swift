import Files

/// Text in the characters that FITS allows: ASCII from the blank to `~`.
///
/// - Source: FITS standard 4.0, sections 4.2.1 and 7.3.3.1.
public enum ASCIIText {
  /// A text in ASCII: letters without their marks, Greek letters by name, signs as they are
  /// spelt (`u` for µ, `deg` for °, `+-` for ±); `?` for what has no such form.
  ///
  /// - Parameter keepsLength: Whether the result may have no more bytes than the text; a
  ///   character whose form is longer becomes `?`.
  public static func of(_ text: String, keepsLength: Bool = false) -> String {
    if text.utf8.allSatisfy({ isLegal(UInt32($0)) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isLegal(scalar.value) {
        result.unicodeScalars.append(scalar)
        continue
      }
      let form = form(of: scalar)
      let isFitting = !keepsLength || form.utf8.count <= UTF8.width(scalar)
      result += isFitting ? form : "?"
    }
    return result
  }

  private static func isLegal(_ code: UInt32) -> Bool { (0x20...0x7e).contains(code) }

  private static func form(of scalar: Unicode.Scalar) -> String {
    // Marks that stand behind their letter are left out.
    if (0x300...0x36f).contains(scalar.value) { return "" }
    if let form = forms[scalar] { return form }
    // Bytes of names that are not UTF-8.
    return Paths.byte(of: scalar) == nil ? "?" : String(scalar).printable
  }

  private static let forms: [Unicode.Scalar: String] = {
    var forms: [Unicode.Scalar: String] = [:]
    for (characters, form) in letters + signs {
      for scalar in characters.unicodeScalars { forms[scalar] = form }
    }
    for (scalar, name) in zip("αβγδεζηθικλνξοπρστυφχψω".unicodeScalars, greek) {
      forms[scalar] = name
    }
    for (scalar, name) in zip("ΑΒΓΔΕΖΗΘΙΚΛΝΞΟΠΡΣΤΥΦΧΨΩ".unicodeScalars, greek) {
      forms[scalar] = name.prefix(1).uppercased() + name.dropFirst()
    }
    return forms
  }()

  /// Without mu, which is a prefix of units.
  private static let greek: [String] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega",
  ]

  private static let letters: [(String, String)] = [
    ("ÀÁÂÃÄÅĀĂĄ\u{212b}", "A"), ("àáâãäåāăą", "a"), ("ÇĆĈĊČ", "C"), ("çćĉċč", "c"),
    ("ĎĐÐ", "D"), ("ďđð", "d"), ("ÈÉÊËĒĔĖĘĚ", "E"), ("èéêëēĕėęě", "e"), ("ĜĞĠĢ", "G"),
    ("ĝğġģ", "g"), ("ĤĦ", "H"), ("ĥħ", "h"), ("ÌÍÎÏĨĪĬĮİ", "I"), ("ìíîïĩīĭįı", "i"),
    ("Ĵ", "J"), ("ĵ", "j"), ("Ķ", "K"), ("ķ", "k"), ("ĹĻĽŁ", "L"), ("ĺļľł", "l"),
    ("ÑŃŅŇ", "N"), ("ñńņň", "n"), ("ÒÓÔÕÖØŌŎŐ", "O"), ("òóôõöøōŏő", "o"), ("ŔŖŘ", "R"),
    ("ŕŗř", "r"), ("ŚŜŞŠȘ", "S"), ("śŝşšș", "s"), ("ŢŤŦȚ", "T"), ("ţťŧț", "t"),
    ("ÙÚÛÜŨŪŬŮŰŲ", "U"), ("ùúûüũūŭůűų", "u"), ("Ŵ", "W"), ("ŵ", "w"), ("ÝŸŶ", "Y"),
    ("ýÿŷ", "y"), ("ŹŻŽ", "Z"), ("źżž", "z"), ("Æ", "AE"), ("æ", "ae"), ("Œ", "OE"),
    ("œ", "oe"), ("ß", "ss"), ("Þ", "Th"), ("þ", "th"),
  ]

  private static let signs: [(String, String)] = [
    ("\u{b5}\u{3bc}", "u"), ("°", "deg"), ("±", "+-"), ("¹", "1"), ("²", "2"), ("³", "3"),
    ("×", "x"), ("÷", "/"), ("·", "."), ("½", "1/2"), ("‐‑‒–—−", "-"), ("‘’′", "'"),
    ("“”″", "\""), ("…", "..."), ("≤", "<="), ("≥", ">="), ("∼≈", "~"), ("☉⊙", "sun"),
    ("\u{a0}\u{2009}\u{202f}\t\r\n", " "),
  ]
}
