/// What the header of a table of ours says of its columns, so that whoever reads it next need not
/// guess: which identify its rows, where they are, and in which bands.
///
/// | keyword | holds |
/// |---|---|
/// | `SKYSURV` | the survey whose conventions the columns follow, of those that come with the program |
/// | `SKYID` | the column of identifiers |
/// | `SKYRA`, `SKYDEC` | the columns of the position, degrees |
/// | `SKYBND0`, … | the bands; of one alone, that of columns which name none |
///
/// Columns that are not there, because somebody renamed them, are looked for as in any table.
public struct ProductHeader: Hashable, Sendable {
  public var survey: String?
  public var identifier: String?
  public var rightAscension: String?
  public var declination: String?
  public var bands: [String]

  public init(
    survey: String? = nil, identifier: String? = nil, rightAscension: String? = nil,
    declination: String? = nil, bands: [String] = []
  ) {
    (self.survey, self.identifier) = (survey, identifier)
    (self.rightAscension, self.declination) = (rightAscension, declination)
    self.bands = bands
  }

  /// Of a table whose columns were recognised.
  public init(_ columns: PhotometryColumns) {
    let isKnown = BundledSurveys.names.contains(columns.survey)
    self.init(
      survey: isKnown && columns.survey != Self.general && !columns.bands.isEmpty
        ? columns.survey : nil,
      identifier: columns.identifierScope.isEmpty ? columns.identifier : nil,
      rightAscension: columns.rightAscension, declination: columns.declination)
  }

  /// The descriptor that fits anything, which nothing is known by.
  private static let general = "generic"

  /// What a table's header says.
  public init(_ schema: TableSchema) {
    var texts: [String: String] = [:]
    for entry in schema.metadata {
      if case .text(let text) = entry.value { texts[entry.key.uppercased()] = text }
    }
    func text(_ key: String) -> String? { texts[key].flatMap { $0.isEmpty ? nil : $0 } }
    func column(_ key: String) -> String? { text(key).flatMap { schema[$0]?.name } }
    let identifier = column("SKYID").flatMap {
      schema[$0]?.type.isFloatingPoint == false ? $0 : nil
    }
    let position = [column("SKYRA"), column("SKYDEC")].compactMap(\.self)
    self.init(
      survey: text("SKYSURV"), identifier: identifier,
      rightAscension: position.count == 2 ? position[0] : nil,
      declination: position.count == 2 ? position[1] : nil,
      bands: (0..<Self.mostBands).compactMap { text("SKYBND\($0)") })
  }

  private static let mostBands = 100

  /// The header's entries.
  public var entries: [HeaderEntry] {
    let columns = [
      ("SKYSURV", survey, "conventions of the columns"),
      ("SKYID", identifier, "column of identifiers"),
      ("SKYRA", rightAscension, "column of right ascension"),
      ("SKYDEC", declination, "column of declination"),
    ]
    return columns.compactMap { key, name, comment in
      name.map { HeaderEntry(key, .text($0), comment: comment) }
    }
      + bands.prefix(Self.mostBands).enumerated().map { index, band in
        HeaderEntry("SKYBND\(index)", .text(band), comment: "band")
      }
  }

  /// Puts what the header says in place of what the columns' names suggested; what a descriptor of
  /// the user's own says stays.
  func apply(to columns: inout PhotometryColumns, _ reasons: inout [String]) {
    let isOwn = !BundledSurveys.names.contains(columns.survey)
    if let identifier, identifier != columns.identifier, !isOwn || columns.identifier == nil {
      (columns.identifier, columns.identifierScope) = (identifier, [])
      reasons.append("identifier \(identifier), by the header")
    }
    if let rightAscension, let declination, rightAscension != columns.rightAscension,
      !isOwn || columns.rightAscension == nil
    {
      (columns.rightAscension, columns.declination) = (rightAscension, declination)
      reasons.append("position \(rightAscension), \(declination), by the header")
    }
  }

  /// A survey's bands, and those that only the header names.
  func bands(besides known: [BandDescriptor]) -> [BandDescriptor] {
    let words = Set(known.flatMap { [$0.name] + $0.aliases })
    return known
      + bands.filter { !words.contains($0) }.map {
        BandDescriptor(name: $0, aliases: [], softening: nil, extinction: nil)
      }
  }
}
