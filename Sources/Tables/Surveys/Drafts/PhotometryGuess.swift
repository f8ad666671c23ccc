internal import Glibc
internal import Sky

/// Columns that look like one kind of photometry in several bands, whatever they are called.
struct PhotometryGuess {
  /// A column of a band, and that of its errors.
  struct Member {
    let band: String
    let spelling: String
    let column: String
    var error: String?
  }

  private(set) var members: [Member]
  /// With `{band}`; `nil` where the names have nothing in common.
  let form: String?
  private(set) var errorForm: String?
  let kind: PhotometryPattern.Kind
  /// Why it is taken for that kind.
  let reason: String
  private(set) var errorMeaning = ErrorMeaning.standardDeviation
  /// How certain, for the choice among several.
  private let certainty: Int

  /// The likeliest first.
  static func all(_ statistics: TableStatistics) -> [PhotometryGuess] {
    let columns = statistics.columns.filter(isCandidate)
    var groups: [String: [(BandSpelling, ColumnStatistics)]] = [:]
    for column in columns {
      for spelling in BandSpelling.all(in: column.info.name) {
        groups[spelling.form, default: []].append((spelling, column))
      }
    }
    // A name that holds several bands belongs to the form that most columns share.
    let forms = groups.filter { Set($0.value.map(\.0.band)).count > 1 }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    var taken: Set<String> = []
    var guesses: [PhotometryGuess] = []
    var errors: [(form: String, columns: [String: String])] = []
    for (form, found) in forms {
      let free = found.filter { !taken.contains($0.1.info.name) }
      guard Set(free.map(\.0.band)).count > 1 else { continue }
      if isError(form, free.map(\.1.info)) {
        errors.append((form, columnsByBand(free)))
      } else if let guess = PhotometryGuess(form, free) {
        guesses.append(guess)
      } else {
        continue
      }
      taken.formUnion(free.map(\.1.info.name))
    }
    if guesses.isEmpty { guesses = [measured(columns)].compactMap(\.self) }
    return guesses.map { $0.joined(errors) }
      .sorted { ($1.certainty, $1.members.count) < ($0.certainty, $0.members.count) }
  }

  private static func columnsByBand(
    _ found: [(BandSpelling, ColumnStatistics)]
  ) -> [String: String] {
    Dictionary(found.map { ($0.0.band, $0.1.info.name) }, uniquingKeysWith: { first, _ in first })
  }

  private static func isCandidate(_ column: ColumnStatistics) -> Bool {
    column.info.isScalar && column.info.type.isNumeric
      && !SpectroscopicColumns.isSpectroscopic(name: column.info.name)
  }

  // MARK: What columns are

  private init?(_ form: String, _ found: [(BandSpelling, ColumnStatistics)]) {
    guard let kind = Self.kind(form, found.map(\.1)) else { return nil }
    (self.kind, reason, certainty) = kind
    self.form = form
    var seen: Set<String> = []
    members = found.filter { seen.insert($0.0.band).inserted }.map {
      Member(band: $0.0.band, spelling: $0.0.spelling, column: $0.1.info.name)
    }
  }

  /// Columns that their unit or UCD says to be photometry, each a band of its own.
  private static func measured(_ columns: [ColumnStatistics]) -> PhotometryGuess? {
    let found = columns.filter { !isError($0.info.name, [$0.info]) }.compactMap { column in
      stated([column]).map { (column, $0) }
    }
    guard let first = found.first?.1.kind else { return nil }
    let alike = found.filter { $0.1.kind == first }.map(\.0)
    return PhotometryGuess(
      members: alike.map {
        let band = bandOfUCD($0.info.ucd) ?? $0.info.name
        return Member(band: band, spelling: band, column: $0.info.name)
      },
      form: nil, kind: first, reason: found[0].1.reason, certainty: 2)
  }

  private init(
    members: [Member], form: String?, kind: PhotometryPattern.Kind, reason: String, certainty: Int
  ) {
    var seen: Set<String> = []
    self.members = members.filter { seen.insert($0.band).inserted }
    (self.form, self.kind, self.reason, self.certainty) = (form, kind, reason, certainty)
  }

  private static func bandOfUCD(_ ucd: String?) -> String? {
    let word = (ucd ?? "").split(separator: ";").first {
      $0.lowercased().hasPrefix("em.opt.") || $0.lowercased().hasPrefix("em.ir.")
    }
    return word?.split(separator: ".").last.map(String.init)
  }

  private static func isError(_ form: String, _ columns: [ColumnInfo]) -> Bool {
    if columns.contains(where: { ($0.ucd ?? "").lowercased().hasPrefix("stat.error") }) {
      return true
    }
    let lower = form.lowercased()
    return ["err", "unc", "sig", "ivar", "invvar", "std", "rms"].contains { lower.contains($0) }
      || lower.hasPrefix("e_") || lower.hasSuffix("_e")
  }

  private typealias Kind = (kind: PhotometryPattern.Kind, reason: String, certainty: Int)

  /// By unit and UCD.
  private static func stated(_ columns: [ColumnStatistics]) -> Kind? {
    for column in columns {
      switch column.info.unit.flatMap({ PhotometricUnit($0) }) {
      case .magnitude: return (.magnitude, "by their unit", 4)
      case .flux, .counts: return (.flux, "by their unit", 4)
      case nil: break
      }
      let ucd = (column.info.ucd ?? "").lowercased()
      if ucd.hasPrefix("phot.mag") { return (.magnitude, "by their UCD", 4) }
      if ucd.hasPrefix("phot.flux") { return (.flux, "by their UCD", 4) }
    }
    return nil
  }

  private static func kind(_ form: String, _ columns: [ColumnStatistics]) -> Kind? {
    let lower = form.lowercased().replacing("{band}", with: "")
    let others = [
      "flag", "rad", "fwhm", "snr", "chi", "nobs", "ext", "prob", "mask", "type", "class", "ellip",
      "elong", "theta", "xpos", "ypos", "ap_corr", "ncount", "nepoch", "mjd",
    ]
    if others.contains(where: lower.contains) { return nil }
    if let stated = stated(columns) { return stated }
    if lower.contains("flux") || lower.contains("flx") || lower.contains("fnu") {
      return (.flux, "by their names", 3)
    }
    let areMagnitudes = columns.allSatisfy { column in
      column.usualRange.map { (-5...45).contains($0.lowerBound) && $0.upperBound > 5 } ?? true
    }
    if lower.contains("mag") || lower.hasPrefix("m_") {
      return areMagnitudes ? (.magnitude, "by their names and values", 3) : nil
    }
    let certain =
      columns.count > 2
      && columns.allSatisfy { column in
        column.usualRange.map { $0.lowerBound > 3 && $0.upperBound < 40 } ?? false
      }
    return certain ? (.magnitude, "by their values", 1) : nil
  }

  // MARK: Errors

  /// With the columns of errors whose names are most like its own.
  private func joined(
    _ errors: [(form: String, columns: [String: String])]
  ) -> PhotometryGuess {
    let bands = Set(members.map(\.band))
    let fitting = errors.filter { bands.isSubset(of: $0.columns.keys) }
    let own = Self.bare(form ?? "")
    guard let best = fitting.first(where: { Self.bare($0.form) == own }) ?? fitting.first,
      Self.bare(best.form) == own || errors.count == 1 || Self.bare(best.form).isEmpty
    else { return self }
    var result = self
    result.errorForm = best.form
    for index in members.indices { result.members[index].error = best.columns[members[index].band] }
    let lower = best.form.lowercased()
    if lower.contains("ivar") || lower.contains("invvar") {
      result.errorMeaning = .inverseVariance
    }
    return result
  }

  /// A form without the words for errors and without what separates words.
  private static func bare(_ form: String) -> String {
    var text = form.lowercased().replacing("{band}", with: "")
    if text.hasPrefix("e_") { text.removeFirst(2) }
    for word in ["error", "err", "uncertainty", "unc", "sigma", "sig", "invvar", "ivar", "std"] {
      text = text.replacing(word, with: "")
    }
    return text.filter { $0.isLetter || $0.isNumber }
  }
}
