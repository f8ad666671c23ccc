internal import Files
internal import Settings
internal import Sky

/// A descriptor of one table, written from what is in it, for its owner to correct.
///
/// What a survey that was recognised says is taken over; everything else is guessed from names,
/// units, UCDs and values, and says so in a comment. It can be used as it is.
public struct SurveyDraft: Sendable {
  /// YAML.
  public private(set) var text = ""

  private let name: String
  private let schema: TableSchema
  private let statistics: TableStatistics
  private let columns: PhotometryColumns
  /// Whose columns they look like; `nil` where none was recognised.
  private let survey: SurveyDescriptor?

  /// - Parameters:
  ///   - path: Of the table.
  ///   - statistics: Of all its rows.
  ///   - recognition: How the columns are understood without the draft; `nil` where they are not.
  ///   - surveys: What the recognised survey is looked up in.
  public init(
    path: String, schema: TableSchema, statistics: TableStatistics, recognition: Recognition?,
    surveys: SurveyCatalog
  ) {
    name = Paths.name(of: path)
    (self.schema, self.statistics) = (schema, statistics)
    survey = recognition.flatMap { found in
      surveys.descriptors.first { $0.name == found.columns.survey }
    }
    let generic = surveys.descriptors.first { $0.name == "generic" }
    columns =
      recognition?.columns ?? generic?.recogniseWithoutPhotometry(schema).columns
      ?? PhotometryColumns(survey: "", bands: [])
    write()
  }

  private mutating func write() {
    writeHead()
    writeIdentity()
    if columns.bands.isEmpty { writeGuessedPhotometry() } else { writePhotometry() }
    writeRest()
    writeUnused()
  }

  // MARK: Lines

  private mutating func line(_ text: String = "", _ comment: String? = nil) {
    if text.isEmpty, comment == nil, self.text.hasSuffix("\n\n") { return }
    self.text += text + (comment.map { (text.isEmpty ? "# " : "  # ") + $0 } ?? "") + "\n"
  }

  /// What a line rests on: the survey, or a guess.
  private func basis(_ guess: String) -> String {
    guard let survey, survey.name != "generic" else { return "guess: \(guess)" }
    return "as of \(survey.name)"
  }

  private func range(_ name: String) -> String {
    guard let column = statistics[name] else { return name }
    let unit = column.info.unit.map { " \($0)" } ?? ""
    guard let range = column.usualRange else { return "\(name): no values" }
    return "\(name): \(Self.figure(range.lowerBound)) to \(Self.figure(range.upperBound))\(unit)"
  }

  private static func figure(_ value: Double) -> String {
    value.magnitude < 1e6 && value.magnitude > 1e-3
      ? "\((value * 1000).rounded() / 1000)" : "\(Float(value))"
  }

  // MARK: Parts

  private mutating func writeHead() {
    line("", "Columns of \(name), written by `skysort inspect --describe`; for --survey.")
    line("", "A line with 'guess' was concluded from names, units or values: look at it. It can be")
    line("", "used as it is.")
    line("name: \(YAMLWord.text(slug))")
    line("title: \(YAMLWord.text(name))")
    line("source: \(YAMLWord.text(name))", "say where the columns are documented")
    line()
  }

  private var slug: String {
    let base = name.split(separator: ".").first.map(String.init) ?? name
    let letters = base.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let text = String(letters)
    return SurveyCatalog.bundled.descriptors.contains { $0.name == text } ? "my-\(text)" : text
  }

  private mutating func writeIdentity() {
    if let identifier = columns.identifier {
      let isLocal =
        columns.identifierScope.isEmpty
        && (survey?.localIdentifier ?? []).contains { $0.lowercased() == identifier.lowercased() }
      let key = (columns.identifierScope + [identifier]).map(YAMLWord.text).joined(separator: ", ")
      let count = statistics.distinctIdentifiers.map {
        "\($0) names in \(statistics.rowCount) rows"
      }
      line(
        isLocal
          ? "local_identifier: [\(key)]"
          : columns.identifierScope.isEmpty ? "identifier: [\(key)]" : "identifier: [[\(key)]]",
        [basis("by its name"), count].compactMap(\.self).joined(separator: ", "))
    } else if let identifier = guessedIdentifier {
      line("identifier: [\(YAMLWord.text(identifier))]", "guess: by its name, \(range(identifier))")
    } else {
      line("identifier: []", "guess: no column looks like one")
    }
    if let right = columns.rightAscension, let declination = columns.declination {
      line("right_ascension: [\(YAMLWord.text(right))]", "\(basis("by its name")), \(range(right))")
      line(
        "declination: [\(YAMLWord.text(declination))]",
        "\(basis("by its name")), \(range(declination))")
    }
    line()
  }

  /// A column named like one, whose values may all differ.
  private var guessedIdentifier: String? {
    let words: Set = [
      "id", "no", "nr", "num", "number", "key", "name", "source", "star", "obj", "object", "galaxy",
    ]
    return statistics.columns.first { column in
      let name = column.info.name.lowercased().split { !$0.isLetter }.map(String.init)
      guard column.info.isScalar, !words.isDisjoint(with: name), statistics.rowCount > 1 else {
        return false
      }
      if column.info.type == .string { return column.words == nil }
      let span = column.usualRange.map { $0.upperBound - $0.lowerBound + 1 } ?? 0
      return column.info.type.isInteger && span >= Double(statistics.rowCount)
    }?.info.name
  }

  private mutating func writePhotometry() {
    let bands = columns.bands
    if let system = bands[0].system {
      line("magnitude_system: \(system.rawValue)", basis("where units do not say it"))
    }
    line("photometry:")
    let measure = bands[0].measure
    let word =
      switch measure {
      case .magnitude: "magnitude"
      case .asinhMagnitude: "asinh_magnitude"
      case .flux: "flux"
      }
    let names = BandNames(
      bands.map { ($0.band.rawValue, $0.column, $0.errorColumn) })
    writeColumns(names, bands[0].errorMeaning)
    line("    measure: \(word)", basis("by their names"))
    if case .flux(let zeroPoint) = measure {
      line(
        "    zero_point: \(zeroPoint)",
        bands[0].unit.map { "by the unit \($0)" } ?? basis("magnitude of a flux of 1"))
    }
    if bands[0].isDereddened { line("    is_dereddened: true", basis("by their names")) }
    line()
    line("bands:")
    for band in bands {
      var parts = names.entry(band.band.rawValue)
      if case .asinhMagnitude(let softening) = band.measure {
        parts.append("softening: \(softening)")
      }
      if let extinction = band.extinctionCoefficient { parts.append("extinction: \(extinction)") }
      line(
        "  - {\(parts.joined(separator: ", "))}",
        [range(band.column), band.problem.map { "guess: \($0)" }].compactMap(\.self)
          .joined(separator: "; "))
    }
    line()
    writeSentinels(
      bands.flatMap { [$0.column, $0.errorColumn].compactMap(\.self) },
      notObserved: bands[0].notObserved, notDetected: bands[0].notDetected,
      areMagnitudes: word != "flux")
    if let range = bands[0].plausibleRange {
      line("plausible: [\(range.lowerBound), \(range.upperBound)]", basis("of magnitudes"))
    }
  }

  private mutating func writeColumns(_ names: BandNames, _ meaning: ErrorMeaning) {
    if let form = names.form {
      line("  - column: \(YAMLWord.text(form))")
      if let error = names.errorForm { line("    error: \(YAMLWord.text(error))") }
    } else {
      line("  - columns:")
      writeEntries(names.columns)
      if !names.errors.isEmpty { line("    errors:") }
      writeEntries(names.errors)
    }
    if meaning == .inverseVariance { line("    error_meaning: inverse_variance") }
  }

  private mutating func writeEntries(_ entries: [BandNames.Entry]) {
    for entry in entries {
      line("      \(YAMLWord.text(entry.band)): \(YAMLWord.text(entry.column))")
    }
  }

  private mutating func writeGuessedPhotometry() {
    let guesses = PhotometryGuess.all(statistics)
    guard let best = guesses.first else {
      line("", "guess: no column looks like a magnitude or a flux in a band. Where some are, name")
      line("", "them: photometry: [{columns: {g: COLUMN, r: COLUMN}, measure: magnitude}], and the")
      line("", "bands: [{name: g}, {name: r}].")
      line("photometry: []")
      line("bands: []")
      return
    }
    line("photometry:")
    let names = guesses.map { guess in
      BandNames(guess.members.map { ($0.band, $0.column, $0.error) })
    }
    for (guess, names) in zip(guesses, names) {
      writeColumns(names, guess.errorMeaning)
      line("    measure: \(guess.kind.rawValue)", "guess: \(guess.reason)")
      writeZeroPoint(guess)
    }
    line()
    line("bands:", "guess: by the columns' names; in order of wavelength")
    var seen: Set<String> = []
    for (guess, names) in zip(guesses, names) {
      for member in guess.members where seen.insert(member.band).inserted {
        line("  - {\(names.entry(member.band).joined(separator: ", "))}", range(member.column))
      }
    }
    line()
    writeSentinels(
      best.members.flatMap { [$0.column, $0.error].compactMap(\.self) }, notObserved: [],
      notDetected: [], areMagnitudes: best.kind == .magnitude)
    if best.kind == .magnitude { line("plausible: [-30, 50]", "guess: of magnitudes") }
  }

  private mutating func writeZeroPoint(_ guess: PhotometryGuess) {
    guard guess.kind == .flux else { return }
    let stated = guess.members.compactMap { statistics[$0.column]?.info.unit }
      .first { PhotometricUnit($0) != nil }
    guard stated == nil else { return }
    line("    zero_point: 22.5", "guess: nothing says the magnitude of a flux of 1; correct it")
  }

  private mutating func writeSentinels(
    _ names: [String], notObserved: [Double], notDetected: [Double], areMagnitudes: Bool
  ) {
    let suspects = names.flatMap { name in
      statistics[name]?.sentinels.suspects(in: name, declared: notObserved + notDetected) ?? []
    }
    let values = Set(suspects.map(\.value)).sorted()
    let faint = areMagnitudes ? values.filter { $0 > 0 } : []
    let absent = values.filter { !faint.contains($0) }
    guard !(notObserved + notDetected + values).isEmpty else { return }
    func counts(_ values: [Double]) -> String {
      suspects.filter { values.contains($0.value) }.prefix(4)
        .map { "\($0.value) in \($0.count) rows of \($0.column)" }.joined(separator: ", ")
    }
    func entry(_ key: String, _ declared: [Double], _ found: [Double]) {
      let all = declared + found
      guard !all.isEmpty else { return }
      let comment = found.isEmpty ? basis("") : "guess: \(counts(found)), apart from other values"
      line("  \(key): [\(all.map(Self.number).joined(separator: ", "))]", comment)
    }
    line("sentinels:")
    entry("not_observed", notObserved, absent)
    entry("not_detected", notDetected, faint)
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  private mutating func writeRest() {
    if let reddening = columns.reddening {
      line(
        "reddening: [\(YAMLWord.text(reddening))]", "\(basis("by its name")), \(range(reddening))")
    }
    for (key, name) in [
      ("extinction_column", \BandColumns.extinctionColumn),
      ("transmission_column", \BandColumns.transmissionColumn),
    ] {
      let names = BandNames(
        columns.bands.compactMap { band in
          band[keyPath: name].map { (band.band.rawValue, $0, nil) }
        })
      if let form = names.form { line("\(key): \(YAMLWord.text(form))", basis("by its name")) }
    }
    line()
    writeClass()
    if !columns.quality.isEmpty {
      line("quality:")
      for column in columns.quality {
        let rule =
          column.goodValue.map { "good: \(Self.number($0))" }
          ?? column.badBits.map { "bad_bits: \($0)" }
        let parts = ["column: \(YAMLWord.text(column.column))", rule].compactMap(\.self)
        line("  - {\(parts.joined(separator: ", "))}", basis("by its name"))
      }
    }
    let leaking = columns.leaking.filter { $0 != classColumn }
    if !leaking.isEmpty {
      let names = leaking.map(YAMLWord.text).joined(separator: ", ")
      line("leaking: [\(names)]", "guess: they come from spectra, or tell the class")
    }
    if let cut = columns.pointSourceCut { writeCut(cut) }
  }

  private mutating func writeCut(_ cut: PointSourceCut) {
    line("point_source_cuts:")
    line("  - first: \(YAMLWord.text(cut.first))", basis("by its name"))
    if let second = cut.second { line("    second: \(YAMLWord.text(second))") }
    if cut.pointValues.isEmpty {
      line("    threshold: \(cut.threshold)")
      if !cut.largeMeansExtended { line("    large_means_extended: false") }
    } else {
      line("    point_values: [\(cut.pointValues.map(YAMLWord.text).joined(separator: ", "))]")
    }
    line("    source: \(YAMLWord.text(cut.source))")
  }

  private mutating func writeClass() {
    guard let column = classColumn else { return }
    line("class:")
    let words = (statistics[column]?.words ?? [:]).sorted {
      ($1.value, $0.key) < ($0.value, $1.key)
    }
    let counts = words.prefix(6).map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let isKnown = column == columns.classColumn
    line(
      "  columns: [\(YAMLWord.text(column))]",
      (isKnown ? basis("by its name") : "guess: a column of few words")
        + (counts.isEmpty ? ", \(range(column))" : ", \(counts)"))
    let labels = Dictionary(grouping: columns.classNames.keys) { columns.classNames[$0] ?? "" }
    let used = labels.filter { entry in
      words.isEmpty || words.contains { entry.value.contains($0.key.lowercased()) }
    }
    guard !used.isEmpty else { return }
    line("  names:", "other words are classes of their own")
    for (name, labels) in used.sorted(by: { $0.key < $1.key }) {
      let list = labels.sorted().map { YAMLWord.text($0) }.joined(separator: ", ")
      line("    \(YAMLWord.text(name)): [\(list)]")
    }
  }

  /// As recognised, but for numbers that rather count the rows.
  private var classColumn: String? {
    guard let name = columns.classColumn else { return guessedClass }
    let isCount = statistics[name]?.usualRange.map { $0.upperBound - $0.lowerBound > 50 } ?? false
    return isCount ? guessedClass ?? name : name
  }

  /// A column of few words whose name speaks of kinds.
  private var guessedClass: String? {
    statistics.columns.first { column in
      let name = column.info.name.lowercased()
      return (2...20).contains(column.words?.count ?? 0)
        && ["class", "type", "label", "morph", "kind", "truth", "categ"].contains {
          name.contains($0)
        }
    }?.info.name
  }

  private mutating func writeUnused() {
    let draft = try? SurveyDescriptor(yaml: text, path: name)
    let found = draft?.recognise(schema) ?? draft?.recogniseWithoutPhotometry(schema)
    let uses = ColumnUses(schema, found?.columns, surveys: [survey].compactMap(\.self))
    let unused = uses.all.filter { $0.use == nil && !columns.leaking.contains($0.column) }
    guard !unused.isEmpty else { return }
    line()
    line("", "Not used:")
    for use in unused.prefix(20) { line("", "  \(use.column): \(use.reason ?? "")") }
    if unused.count > 20 { line("", "  and \(unused.count - 20) more") }
  }
}
