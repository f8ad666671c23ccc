public import Evaluation
import Files
import Images
import Models
import Preprocessing
import Reports
public import Tables

/// Compares labelled catalogs of the same objects, each with the first.
public struct ComparisonTask: Sendable {
  /// Catalogs of ours, or any tables with a column of classes; two or more.
  public var catalogs: [String]
  /// Which table of FITS files that hold several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// What is known to differ between the runs that made them, for the report.
  public var differences: [RunDifference] = []
  /// As legends print them; where `nil`, the files' names.
  public var names: [String]?
  /// The column of true classes, in one catalog or more; agreement alone is told where `nil`.
  public var truth: String?
  /// The column of predicted classes; `skysort_class` or `class` where `nil`.
  public var predicted: String?
  /// The column that tells objects apart; the recognised one where `nil`.
  public var identifier: String?
  /// Arcseconds that rows of one object lie apart at most, where positions are known.
  public var tolerance = 1.0
  /// Which rows are compared, of the catalogs that have its columns; all where `nil`.
  public var condition: RowCondition?
  /// The column of magnitudes; the recognised one where `nil`.
  public var magnitude: String?
  /// At which purities are compared, in `0...1` and not 0.
  public var completeness = 0.95
  /// Images of the first catalog's rows: a column, a folder, or a file of cutouts.
  public var images: String?
  public var survey = SurveyChoice.recognised
  /// A folder for `compare.html`, `compare.json` and `flipped.csv`; none where `nil`.
  public var reportFolder: String?
  /// Seed of the bootstrap.
  public var seed: UInt64 = 0

  public init(catalogs: [String]) { self.catalogs = catalogs }

  /// What `compare` prints.
  public struct Outcome: Sendable, Encodable {
    public let comparison: CatalogComparison
    let leftOut: [ComparisonReport.LeftOut]
    /// `id` or `position`, and the first catalog's columns in the first case.
    public let key: MatchKey
    public let identifier: [String]
    /// Why identifiers that are there were left alone.
    public let fallback: String?
    /// The rows that were compared, as the user chose them.
    public let condition: String?
    /// Of how the tables were read.
    fileprivate let tableWarnings: [String]
    fileprivate let identityWarnings: [String]
    /// Of each catalog whose model is at hand.
    public let trainedOn: [RowsTrainedOn]
    /// What the records of the runs say differently, each compared with the first.
    public let differences: [RunDifference]
    /// What was written; the page first.
    public let outputs: [String]

    enum CodingKeys: String, CodingKey {
      case outputs, identifier, fallback
      case key = "matched_by"
      case condition = "where"
      case differences = "settings"
      case leftOut = "left_out"
      case trainedOn = "trained_on"
    }

    /// What flatters a catalog, and rows that were not compared.
    public var warnings: [String] {
      tableWarnings + identityWarnings
        + trainedOn.filter(\.isNotable).map { "\($0.sentence); the figures flatter it" }
        + leftOut.filter { $0.unmatched + $0.unlabelled > 0 }.map { catalog in
          let examples =
            catalog.examples.isEmpty ? "" : " (\(catalog.examples.joined(separator: ", ")))"
          return
            "\(catalog.catalog): \(catalog.unmatched) rows are not in all catalogs\(examples), "
            + "\(catalog.unlabelled) have no class; left out"
        }
    }

    public func encode(to encoder: any Encoder) throws {
      try comparison.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(leftOut, forKey: .leftOut)
      try container.encode(key, forKey: .key)
      try container.encode(identifier, forKey: .identifier)
      try container.encodeIfPresent(fallback, forKey: .fallback)
      try container.encodeIfPresent(condition, forKey: .condition)
      if !trainedOn.isEmpty { try container.encode(trainedOn, forKey: .trainedOn) }
      if !differences.isEmpty { try container.encode(differences, forKey: .differences) }
      try container.encode(outputs, forKey: .outputs)
    }
  }

  public func run() throws -> Outcome {
    try check()
    try InputFiles(catalogs.map(Optional.init) + [images, survey.file]).refuse(
      ReportFolder.files(in: reportFolder, named: "compare")
        + [reportFolder.map { Paths.join($0, FlippedTable.fileName) }])
    let choices = ComparedCatalog.Choices(
      hdu: hdu, truth: truth, predicted: predicted, magnitude: magnitude, images: images,
      survey: survey,
      condition: condition)
    let read = try catalogs.map {
      try ComparedCatalog(path: $0, choices: choices, identifiedBy: identifier)
    }
    if let condition, !read.contains(where: \.isConditioned) {
      try condition.check(try TableFile.open(catalogs[0], hdu: hdu).schema, path: catalogs[0])
    }
    if let magnitude, read.allSatisfy({ $0.magnitude == nil }) {
      throw SkysortError(
        path: catalogs[0], problem: "has no column '\(magnitude)' to use as --magnitude",
        fix: "One of the catalogs must have it.")
    }
    let identity = try CatalogIdentity(read, isNamed: identifier != nil, tolerance: tolerance)
    let match = try CatalogMatch(read, identity: identity, names: shownNames, truth: truth)
    var options = EvaluationOptions()
    options.seed = seed
    let comparison = CatalogComparison(
      of: match.rows, completeness: completeness, options: options)
    return Outcome(
      comparison: comparison, leftOut: match.leftOut, key: identity.key,
      identifier: identity.columns, fallback: identity.fallback, condition: condition?.text,
      tableWarnings: read.flatMap(\.warnings), identityWarnings: identity.warnings,
      trainedOn: read.compactMap(\.trainedOn),
      differences: differences,
      outputs: try reportFolder.map {
        try write(comparison, match, read, identity, to: $0)
      } ?? [])
  }

  private func check() throws(SkysortError) {
    let found = catalogs.count
    guard found >= 2 else {
      throw SkysortError(
        path: "compare", problem: "needs two catalogs or more, found \(found)",
        fix: "Name the one to compare with first.", exitCode: .usage)
    }
    if let names, names.count != found || Set(names).count != found {
      throw SkysortError(
        path: "--names",
        problem: "gives \(Set(names).count) different names to \(found) catalogs",
        fix: "Name each catalog once, with commas between.", exitCode: .usage)
    }
    guard MatchTask.tolerances.contains(tolerance) else {
      throw SkysortError(
        path: "--tolerance", problem: "\(tolerance) arcseconds are not in 0 to 3600",
        fix: "Give a positive number, a degree at most.", exitCode: .usage)
    }
    guard completeness > 0, completeness <= 1 else {
      throw SkysortError(
        path: "--completeness", problem: "must be a fraction above 0, found \(completeness)",
        fix: "Give one such as 0.95.", exitCode: .usage)
    }
  }

  /// The files' names without endings, or the whole paths where those are not all different.
  private var shownNames: [String] {
    if let names { return names }
    let stems = catalogs.map { path in
      Paths.name(of: path).split(separator: ".").first.map(String.init) ?? path
    }
    if Set(stems).count == stems.count { return stems }
    if Set(catalogs).count == catalogs.count { return catalogs }
    return catalogs.enumerated().map { "\($1) (\($0 + 1))" }
  }

  // MARK: Report

  private func write(
    _ comparison: CatalogComparison, _ match: CatalogMatch, _ read: [ComparedCatalog],
    _ identity: CatalogIdentity, to folder: String
  ) throws -> [String] {
    let reportFolder = try ReportFolder(folder)
    var context = ComparisonReport.Context()
    context.title = "Comparison of \(shownNames.joined(separator: ", "))"
    context.leftOut = match.leftOut
    context.inputs = read.map { .init(path: $0.path, sha256: $0.sha256, rows: $0.rowCount) }
    context.provenance = [.init("Tool", Version.tool)]
    for (name, catalog) in zip(shownNames, read) {
      context.provenance += [ReportContext.Entry].models(
        in: catalog.header, of: Paths.name(of: catalog.path)
      ).map { .init("\(name): \($0.name)", $0.value) }
    }
    context.provenance += [
      .init("True class", truth ?? "not given"),
      .init(
        "Objects told apart by",
        identity.key == .position ? "position" : identity.columns.joined(separator: ", ")),
      .init("Seed of the bootstrap", "\(seed)"),
    ]
    if let condition { context.provenance.append(.init("Rows compared", condition.text)) }
    context.provenance += differences.map { ReportContext.Entry($0.name, $0.sides) }
    let shown = ComparisonReport(comparison, context: context).withImageRows
    context.thumbnails = try thumbnails(read[0], rows: shown, places: match.places[0])
    let report = ComparisonReport(comparison, context: context)
    let paths = try reportFolder.write(report, named: "compare")
    let flipped = Paths.join(folder, FlippedTable.fileName)
    try FlippedTable(comparison).write(to: flipped)
    return [paths.page, paths.object, flipped]
  }

  /// Pixels along each side of a thumbnail, at most.
  private static let thumbnailSide = 96

  /// By compared row; none where nothing tells where images are.
  private func thumbnails(
    _ catalog: ComparedCatalog, rows: [Int], places: [Int]
  ) throws -> [Int: PortableImage] {
    var result: [Int: PortableImage] = [:]
    do {
      let reader = try catalog.images.source().reader(of: catalog.table, firstRow: 0)
      for row in rows {
        guard let image = try reader.image(ofRow: places[row]) else { continue }
        let side = min(Self.thumbnailSide, min(image.width, image.height))
        let shown = ImageGeometry(side: side, field: 1).field(of: image, side: side)
        result[row] = PortableImage(png: shown.display().png())
      }
    } catch  where images == nil {
      // A column that only looks like one of images: the report goes without.
      return [:]
    }
    return result
  }
}
