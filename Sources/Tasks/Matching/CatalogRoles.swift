import Tables

/// The parts a catalog's columns play besides photometry, whatever survey it comes from.
struct CatalogRoles {
  /// Each role from the likeliest survey that has a column for it.
  let columns: PhotometryColumns
  /// By survey, the column it takes for the identifier.
  let identifiers: [String: String]

  init(_ schema: TableSchema) {
    let surveys = SurveyCatalog.bundled()
    let guesses =
      surveys.recognitions(schema)
      + surveys.descriptors.map { $0.recogniseWithoutPhotometry(schema) }
      .sorted { $0.score > $1.score }
    var roles = PhotometryColumns(survey: "", bands: [])
    var identifiers: [String: String] = [:]
    for guess in guesses.map(\.columns) {
      roles.identifier = roles.identifier ?? guess.identifier
      if roles.classColumn == nil, let column = guess.classColumn {
        (roles.classColumn, roles.classNames) = (column, guess.classNames)
      }
      if roles.rightAscension == nil, guess.declination != nil {
        (roles.rightAscension, roles.declination) = (guess.rightAscension, guess.declination)
      }
      if let name = guess.identifier { identifiers[guess.survey] = name }
    }
    columns = roles
    self.identifiers = identifiers
  }

  /// Whether two catalogs' identifiers are one survey's, or columns of one name.
  ///
  /// - Parameters: The columns used.
  func fractionsIdentifier(_ own: String, with other: CatalogRoles, _ theirs: String) -> Bool {
    own.lowercased() == theirs.lowercased()
      || identifiers.contains { survey, name in
        survey != "generic" && name == own && other.identifiers[survey] == theirs
      }
  }
}
