import Tables

/// The parts a catalog's columns play besides photometry, whatever survey it comes from.
struct CatalogRoles {
  /// Each role from the likeliest survey that has a column for it.
  let columns: PhotometryColumns
  /// What may identify the rows, the likeliest survey's first.
  let identifiers: [Identifier]
  /// Columns within which an identifier may have begun anew.
  let identifierScope: [String]
  /// Columns that name a file for each row, whose name may be an identifier with an ending.
  let fileColumns: [String]

  /// A key, and the survey that has it.
  struct Identifier: Hashable {
    let survey: String
    let key: IdentifierKey
  }

  /// - Parameter survey: Of the user's choice; what it has goes before what is recognised.
  init(_ schema: TableSchema, survey: SurveyDescriptor? = nil) {
    let surveys = SurveyCatalog(
      descriptors: [survey].compactMap(\.self) + SurveyCatalog.bundled.descriptors)
    let chosen = survey.map { $0.recognise(schema) ?? $0.recogniseWithoutPhotometry(schema) }
    let guesses =
      [chosen].compactMap(\.self) + surveys.recognitions(schema)
      + surveys.descriptors.map { $0.recogniseWithoutPhotometry(schema) }
      .sorted { $0.score > $1.score }
    var roles = PhotometryColumns(survey: "", bands: [])
    var identifiers: [Identifier] = []
    for guess in guesses.map(\.columns) {
      if roles.identifier == nil {
        (roles.identifier, roles.identifierScope) = (guess.identifier, guess.identifierScope)
      }
      if roles.classColumn == nil, let column = guess.classColumn {
        (roles.classColumn, roles.classNames) = (column, guess.classNames)
      }
      if roles.rightAscension == nil, guess.declination != nil {
        (roles.rightAscension, roles.declination) = (guess.rightAscension, guess.declination)
      }
      let keys = surveys.descriptors.first { $0.name == guess.survey }?.identifierKeys(in: schema)
      identifiers += (keys ?? []).map { Identifier(survey: guess.survey, key: $0) }
    }
    columns = roles
    if let stated = ProductHeader(schema).identifier {
      let key = IdentifierKey(columns: [stated])
      identifiers.insert(Identifier(survey: Self.general, key: key), at: 0)
    }
    fileColumns = schema.columns.filter { $0.type == .string && $0.isScalar }.map(\.name)
      .filter { Self.fileWords.contains($0.lowercased()) }
    var seen: Set<Identifier> = []
    self.identifiers = identifiers.filter { seen.insert($0).inserted }
    var names: Set<String> = []
    identifierScope = surveys.descriptors.flatMap { $0.identifierScope(in: schema) }
      .filter { names.insert($0).inserted }
  }

  private static let fileWords = Set(
    ImageSourceChoice.usualColumns + ["image_file", "imagefile", "file_name", "cutout", "stamp"])
  /// The survey of names that say nothing of where they come from.
  private static let general = "generic"

  /// Every column that may have to do with identifying rows.
  var identifierColumns: [String] {
    identifiers.flatMap(\.key.columns) + identifierScope + fileColumns
  }

  /// Columns of files of this catalog or another's, with those that may name the same sources.
  func fileKeys(with other: CatalogRoles) -> [KeyPair] {
    func single(_ roles: CatalogRoles) -> [String] {
      roles.identifiers.map(\.key.columns).filter { $0.count == 1 }.flatMap(\.self)
        .filter { !roles.fileColumns.contains($0) }
    }
    let both = fileColumns.flatMap { own in other.fileColumns.map { (own, $0) } }
    let ownFiles = fileColumns.flatMap { own in single(other).map { (own, $0) } }
    let theirFiles = other.fileColumns.flatMap { theirs in single(self).map { ($0, theirs) } }
    var seen: Set<KeyPair> = []
    return (both + ownFiles + theirFiles).map { KeyPair(own: [$0.0], theirs: [$0.1]) }
      .filter { seen.insert($0).inserted }
  }

  /// Columns of this catalog and another's that are one survey's identifier, or have one name;
  /// those of several columns first, for they were made to identify.
  func keys(with other: CatalogRoles) -> [KeyPair] {
    // Local only where no survey says that it identifies sources everywhere.
    let global = Set(
      (identifiers + other.identifiers).filter { !$0.key.isLocal }.map { Self.words($0.key) })
    var pairs: [KeyPair] = []
    for own in identifiers {
      for theirs in other.identifiers where own.key.columns.count == theirs.key.columns.count {
        let isOneSurvey =
          own.survey == theirs.survey && own.survey != Self.general && !own.key.isLocal
          && !theirs.key.isLocal
        guard isOneSurvey || Self.words(own.key) == Self.words(theirs.key) else { continue }
        pairs.append(
          KeyPair(
            own: own.key.columns, theirs: theirs.key.columns,
            isLocal: !global.contains(Self.words(own.key))))
      }
    }
    var seen: Set<KeyPair> = []
    let unique = pairs.filter { seen.insert($0).inserted }
    return unique.filter { $0.own.count > 1 } + unique.filter { $0.own.count == 1 }
  }

  private static func words(_ key: IdentifierKey) -> [String] {
    key.columns.map { $0.lowercased() }
  }

  /// A key within the tiles, detectors or runs that both catalogs name; `nil` where there are none.
  func scoped(_ pair: KeyPair, with other: CatalogRoles) -> KeyPair? {
    let theirs = Dictionary(
      other.identifierScope.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    let shared = identifierScope.filter { name in
      theirs[name.lowercased()] != nil && !pair.own.contains(name)
    }
    guard !shared.isEmpty else { return nil }
    return KeyPair(
      own: shared + pair.own,
      theirs: shared.compactMap { theirs[$0.lowercased()] } + pair.theirs, isLocal: false)
  }
}

/// Columns of two catalogs that may name one source alike.
struct KeyPair: Hashable {
  let own: [String]
  let theirs: [String]
  /// Whether they only tell the sources of one image, tile or brick apart.
  var isLocal = false

  var name: String { own.joined(separator: ", ") }
}
