import FITS
import Files
import Images
import Sky
public import Tables

/// What is in a file: its kind, its HDUs, its image, its columns with their ranges, and the
/// survey its columns speak of.
public struct Inspection: Sendable, Encodable {
  public let path: String
  /// `fits`, `text`, …, by content.
  public let kind: String
  /// Bytes on disk.
  public let size: Int64
  /// Of a FITS file, in order.
  public private(set) var hdus: [InspectedHDU]?
  /// The image that verbs would read, where there is one.
  public private(set) var image: InspectedImage?
  /// The table that verbs would read, where there is one.
  public private(set) var table: InspectedTable?
  public private(set) var survey: InspectedSurvey?
  /// A survey descriptor of the table, as YAML, where it was asked for.
  public private(set) var descriptor: String?
  public private(set) var warnings: [String] = []

  /// - Parameters:
  ///   - hdu: Of the table in a FITS file; chosen by its columns where `nil`.
  ///   - describes: Whether a descriptor of the table is written.
  /// - Throws: A typed error naming the file, the place, and the fix.
  public init(
    _ path: String, survey choice: SurveyChoice = .recognised, hdu: HDUSelection? = nil,
    describes: Bool = false
  ) throws {
    let probe = try FileProbe(path)
    self.path = path
    kind = try probe.contentKind().rawValue
    size = probe.size
    switch FileKind(rawValue: kind) {
    case .fits: if try inspectFITS(path) { try inspectTable(path, choice, hdu, describes) }
    case .png, .jpeg: try inspectImage(path)
    default: try inspectTable(path, choice, hdu, describes)
    }
    guard describes, descriptor == nil else { return }
    throw SkysortError(
      path: path, problem: "has no table to describe", fix: "Name a table of sources.")
  }

  /// - Returns: Whether there is a table.
  private mutating func inspectFITS(_ path: String) throws -> Bool {
    let file = try FITSFile(path, limit: .images)
    try file.verifyChecksums()
    let units = file.units
    hdus = units.map(InspectedHDU.init)
    if !file.imageUnits.isEmpty { inspectImage(file) }
    return units.contains { [.binaryTable, .asciiTable].contains($0.kind) }
  }

  /// An image that cannot be read does not hide the rest of the file.
  private mutating func inspectImage(_ file: borrowing FITSFile) {
    do throws(SkysortError) {
      let layout = try SkyImageLayout(file, nil)
      image = InspectedImage(layout)
      warnings += layout.companions[0].notes.map { "\($0)." }
      let bands = layout.bands.compactMap(\.self)
      guard Set(bands).count < bands.count else { return }
      warnings.append("Several planes are of one band; name them with care.")
    } catch {
      warnings.append("The image cannot be read: \(error.location ?? "it") \(error.problem).")
    }
  }

  /// Decodes the whole image, so that damage is told.
  private mutating func inspectImage(_ path: String) throws {
    let file = try RasterImageFile(path)
    _ = try file.decode()
    image = InspectedImage(file)
    if let orientation = file.orientation {
      warnings.append(
        "The camera's orientation (EXIF \(orientation)) is ignored: pixels are taken as stored.")
    }
  }

  private mutating func inspectTable(
    _ path: String, _ choice: SurveyChoice, _ hdu: HDUSelection?, _ describes: Bool
  ) throws {
    let reader = try TableFile.open(path, hdu: hdu)
    let surveys = SurveyCatalog.bundled
    var recognition =
      choice == .recognised
      ? surveys.recognise(reader.schema)
      : try choice.recognise(reader.schema, path: path, needsPhotometry: false)
    var statistics = TableStatistics(reader.schema, photometry: recognition?.columns)
    var redshift: RedshiftValues?
    while let chunk = try reader.next(maximumRows: 16_384) {
      let rows = try chunk.decode(reader.schema.names)
      if chunk.firstRow == 0, let found = recognition {
        redshift = RedshiftValues(found.columns, in: rows)
      }
      statistics.observe(rows)
    }
    if let redshift { recognition = recognition?.without(redshift) }
    if recognition?.columns.bands.isEmpty ?? false, choice == .recognised { recognition = nil }
    let known = try choice.descriptor().map { [$0] } ?? surveys.descriptors
    let uses = ColumnUses(reader.schema, recognition?.columns, surveys: known)
    table = InspectedTable(statistics, format: reader.format, uses: uses)
    warnings += reader.warnings
    if describes {
      descriptor =
        SurveyDraft(
          path: path, schema: reader.schema, statistics: statistics, recognition: recognition,
          surveys: SurveyCatalog(descriptors: (known + surveys.descriptors))
        ).text
    }
    guard let recognition else { return }
    survey = InspectedSurvey(recognition)
    warnings += recognition.warnings.map { "\($0)." }
    warnings += recognition.columns.bands.compactMap { band in
      band.problem.map { "\(band.column) cannot be used: \($0)." }
    }
    warnings += statistics.suspectedSentinels(recognition.columns).map(\.description)
    if recognition.columns.identifierScope.isEmpty,
      let distinct = statistics.distinctIdentifiers, distinct < statistics.rowCount
    {
      warnings.append(
        "Column \(recognition.columns.identifier ?? "") names \(distinct) sources in "
          + "\(statistics.rowCount) rows: identifiers are not unique.")
    }
    try statistics.checkDegrees(path: path)
  }
}

/// One header and data unit.
public struct InspectedHDU: Sendable, Encodable {
  public let index: Int
  /// `image`, `binary table`, ….
  public let kind: String
  public let name: String?
  /// Axis lengths as FITS orders them, the fastest first; empty without data.
  public let dimensions: [Int]
  /// BITPIX.
  public let bitsPerPixel: Int
  /// The band, from FILTER.
  public let filter: String?
  /// World coordinate types, from CTYPEn.
  public let coordinates: [String]
  public let rows: Int?
  public let columns: Int?

  init(_ unit: HDU) {
    index = unit.index
    kind = "\(unit.kind)"
    name = unit.name
    dimensions = unit.dimensions
    bitsPerPixel = unit.bitsPerPixel
    filter = unit.header.text("FILTER")
    coordinates = (1...max(1, unit.dimensions.count))
      .compactMap { unit.header.text("CTYPE\($0)") }
    let isTable = unit.kind == .binaryTable || unit.kind == .asciiTable
    rows = isTable ? unit.table?.rowCount : nil
    columns = isTable ? unit.table?.columns.count : nil
  }

  enum CodingKeys: String, CodingKey {
    case index, kind, name, dimensions, filter, coordinates, rows, columns
    case bitsPerPixel = "bits_per_pixel"
  }
}

/// A table and its columns.
public struct InspectedTable: Sendable, Encodable {
  public let format: String
  public let rows: Int
  public let columns: [Column]

  public struct Column: Sendable, Encodable {
    public let name: String
    public let type: String
    public let shape: [Int]
    public let unit: String?
    public let ucd: String?
    public let description: String?
    public let missing: Int
    public let minimum: Double?
    public let maximum: Double?
    /// Rows by word, for columns of few words.
    public let words: [String: Int]?
    /// What it is used for; `nil` where it is not.
    public let use: String?
    /// Why it is not used; `nil` where it is.
    public let unused: String?
  }

  /// Nothing rather than a rounded identifier: statistics are taken in double precision.
  private static func exact(_ value: Double?, _ info: ColumnInfo) -> Double? {
    guard info.type.isInteger, let value, value.magnitude >= 0x1p53 else { return value }
    return nil
  }

  init(_ statistics: TableStatistics, format: TableFormat, uses: ColumnUses) {
    self.format = format.rawValue
    rows = statistics.rowCount
    columns = zip(statistics.columns, uses.all).map { column, use in
      Column(
        name: column.info.name,
        type: column.info.type.rawValue + (column.info.isVariableLength ? " list" : ""),
        shape: column.info.shape, unit: column.info.unit, ucd: column.info.ucd,
        description: column.info.description, missing: column.missingCount,
        minimum: Self.exact(column.minimum, column.info),
        maximum: Self.exact(column.maximum, column.info), words: column.words, use: use.use,
        unused: use.reason)
    }
  }
}

/// The survey a table seems to come from.
public struct InspectedSurvey: Sendable, Encodable {
  public let name: String
  /// In `0...1`.
  public let score: Double
  public let reasons: [String]
  public let identifier: String?
  public let position: [String]
  /// Column of each band.
  public let bands: [String: String]
  public let label: String?
  /// Columns that tell the class and are refused as features.
  public let leaking: [String]

  init(_ recognition: Recognition) {
    let columns = recognition.columns
    name = columns.survey
    score = recognition.score
    reasons = recognition.reasons
    identifier = columns.identifier
    position = [columns.rightAscension, columns.declination].compactMap { $0 }
    bands = Dictionary(
      columns.bands.map { ($0.band.rawValue, $0.column) }, uniquingKeysWith: { first, _ in first })
    label = columns.classColumn
    leaking = columns.leaking
  }
}
