/// What a class's or a target column's name gives away.
struct TargetName {
  /// Lower-case words of the name.
  let words: [String]

  /// Words end at what is neither letter nor digit, and where a capital follows a small letter.
  init(_ name: String) {
    var words: [String] = []
    var isAfterSmall = false
    var isOpen = false
    for character in name {
      let isPart = character.isLetter || character.isNumber
      if isPart && isOpen && !(isAfterSmall && character.isUppercase) {
        words[words.count - 1] += character.lowercased()
      } else if isPart {
        words.append(character.lowercased())
      }
      isOpen = isPart
      isAfterSmall = character.isLowercase
    }
    self.words = Self.joined(words)
  }

  /// `counter-clockwise`, `left handed` and `S-wise` are one word each.
  private static func joined(_ words: [String]) -> [String] {
    words.reduce(into: []) { result, word in
      if let first = result.last, joins.contains([first, word]) {
        result[result.count - 1] += word
      } else {
        result.append(word)
      }
    }
  }

  private static let joins: Set<[String]> = [
    ["anti", "clockwise"], ["counter", "clockwise"], ["left", "handed"], ["right", "handed"],
    ["s", "wise"], ["z", "wise"],
  ]

  /// The sense in which arms wind, seen on the image.
  enum Hand { case clockwise, anticlockwise }

  private static let hands: [String: Hand] = [
    "cw": .clockwise, "clockwise": .clockwise, "zwise": .clockwise, "righthanded": .clockwise,
    "dextral": .clockwise, "acw": .anticlockwise, "ccw": .anticlockwise,
    "anticlockwise": .anticlockwise, "counterclockwise": .anticlockwise, "swise": .anticlockwise,
    "lefthanded": .anticlockwise, "sinistral": .anticlockwise,
  ]

  /// `nil` where the name tells none.
  var hand: Hand? { words.lazy.compactMap { Self.hands[$0] }.first }

  /// The name without the words that tell the hand.
  var handless: [String] { words.filter { Self.hands[$0] == nil } }

  /// Whether the name is that of an axis ratio or an ellipticity, which shear and stretch change.
  var tellsForm: Bool {
    let joined = words.joined()
    return Self.forms.contains { joined.contains($0) }
      || words.filter { $0 != "over" } == ["b", "a"] || words.contains("cigar")
  }

  private static let forms = [
    "axisratio", "axialratio", "axrat", "ellipticity", "elongation", "flattening", "devab",
    "expab", "inclination",
  ]

  /// Whether the name is that of a class of sources recognized by how sharp they are.
  var tellsSharpness: Bool { words.contains { Self.sharpness.contains($0) } }

  private static let sharpness: Set<String> = [
    "star", "stars", "stellar", "point", "psf", "qso", "quasar", "galaxy", "galaxies", "gal",
    "extended",
  ]
}
