import Files
import Sky
import Tables

/// Writes a catalog with the columns of another catalog's same sources.
public struct MatchTask: Sendable {
  /// Every cell of its rows is kept.
  public var catalog: MatchInput
  public var other: MatchInput
  public var output: String
  public var key = MatchKey.auto
  public var mode = MatchMode.best
  public var join = MatchJoin.left
  /// Arcseconds.
  public var tolerance = 1.0
  /// Columns of the other catalog to write; all where `nil`.
  public var kept: [String]?
  public var threads = 1

  public init(catalog: String, other: String, output: String) {
    self.catalog = MatchInput(path: catalog)
    self.other = MatchInput(path: other)
    self.output = output
  }

  /// Arcseconds that make sense.
  public static let tolerances = SkyMatcher.tolerances

  private static let chunkRows = 32_768

  /// What `match` prints.
  public struct Outcome: Sendable, Encodable {
    /// Of the catalog.
    public let rows: Int
    public let otherRows: Int
    /// `position` or `id`.
    public let key: MatchKey
    /// The catalog's columns that were matched by; empty by position.
    public let identifier: [String]
    /// Why identifiers that are there were left alone.
    public let fallback: String?
    public let mode: MatchMode
    /// Rows with a partner.
    public let matched: Int
    /// Rows that several of the other catalog could be the partner of.
    public let ambiguous: Int
    /// Rows of the other catalog that several rows would have as partner.
    public let duplicates: Int
    public let unmatched: Int
    public let unmatchedOther: Int
    /// Rows without identifier, or whose position is none.
    public let unusable: Int
    public let unusableOther: Int
    /// Pairs of one identifier that lie farther apart than the tolerance and were left out.
    public let beyondTolerance: Int
    /// Arcseconds, of the rows written; `nil` where none is known.
    public let medianSeparation: Double?
    /// Of reading, matching and writing; and of matching alone.
    public let seconds: Double
    public let matchSeconds: Double
    public let outputs: [OutputFile]
    public let warnings: [String]

    enum CodingKeys: String, CodingKey {
      case rows, mode, matched, ambiguous, duplicates, unmatched, unusable, seconds, outputs
      case warnings, identifier, fallback
      case key = "by"
      case beyondTolerance = "beyond_tolerance"
      case otherRows = "other_rows"
      case unmatchedOther = "unmatched_other"
      case unusableOther = "unusable_other"
      case medianSeparation = "median_separation"
      case matchSeconds = "match_seconds"
    }
  }

  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let start = ContinuousClock.now
    try InputFiles([catalog.path, other.path]).refuse([output])
    let (first, second) = (try MatchSide(catalog), try MatchSide(other))
    let began = ContinuousClock.now
    let finding = try first.matching(
      second, by: key, mode: mode, tolerance: tolerance, threads: threads)
    let matching = finding.matching
    try checkFound(finding, first, second)
    let matchSeconds = (ContinuousClock.now - began) / .seconds(1)
    try interruption.check()
    let written = try await write(matching, progress: progress, interruption: interruption)
    return Outcome(
      self, finding, sides: (first, second), output: try OutputFile(written),
      notes: written.warnings.map { "\(output): \($0)" },
      seconds: (ContinuousClock.now - start) / .seconds(1), matchSeconds: matchSeconds)
  }

  /// - Throws: `SkysortError` where both catalogs have rows, and none has a partner.
  private func checkFound(
    _ finding: MatchFinding, _ first: MatchSide, _ second: MatchSide
  ) throws(SkysortError) {
    guard finding.matching.counts.matched == 0, first.rowCount > 0, second.rowCount > 0 else {
      return
    }
    let why = finding.fallback.map { "; identifiers did not serve, for \($0)" } ?? ""
    throw SkysortError(
      path: first.path,
      problem: "none of its \(first.rowCount) sources lies within \(tolerance)″ of one of the "
        + "\(second.rowCount) of \(second.path)" + why,
      fix: "Are both in degrees of the same frame? Raise --tolerance, or name columns that "
        + "identify by --id and --other-id.")
  }

  private func write(
    _ matching: RowMatching, progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> WrittenTable {
    let reader = try catalog.open()
    let partnerReader = try other.open()
    let columns = try MatchedColumns(
      partnerReader.schema, kept: kept, besides: reader.schema, hasGaps: join == .left,
      path: other.path)
    let partners = try TableFile.read(partnerReader, columns: columns.names)
    let writer = try TableFile.create(
      output, copying: reader, adding: columns.infos, header: try header(matching.key),
      history: ["Matched with \(Paths.name(of: other.path)) by \(Version.tool)."])
    let rows = JoinedRows(
      matching: matching, join: join, columns: columns, partners: partners,
      encoder: writer.encoder)
    var done = 0
    try await OrderedWork.run(
      width: threads,
      read: { try reader.next(maximumRows: Self.chunkRows) },
      work: { chunk in (try rows.encode(chunk), chunk.rowCount) },
      write: { encoded, count in
        try interruption.check()
        try writer.append(encoded)
        done += count
        progress(
          .init(
            activity: "writing \(output)", completed: done, total: reader.rowCount,
            unit: "rows"))
      })
    return try writer.finish()
  }

  private func header(_ key: MatchKey) throws -> [HeaderEntry] {
    var entries = [
      HeaderEntry("SKYTOOL", .text(Version.tool), comment: "matched by"),
      HeaderEntry("SKYOTHER", .text(Paths.name(of: other.path)), comment: "other catalog"),
      HeaderEntry(
        "SKYOSHA", .text(try Digest.sha256(ofFile: other.path)),
        comment: "SHA-256 of the other catalog"),
      HeaderEntry("SKYMATCH", .text("\(key.rawValue), \(mode.rawValue)"), comment: "matched by"),
    ]
    if key == .position {
      entries.append(HeaderEntry("SKYTOL", .real(tolerance), comment: "[arcsec] tolerance"))
    }
    return entries
  }
}

/// Chunks of a catalog with their partners' columns.
private struct JoinedRows: Sendable {
  let matching: RowMatching
  let join: MatchJoin
  let columns: MatchedColumns
  let partners: Table
  let encoder: any RowEncoder

  func encode(_ chunk: any TableChunk) throws -> EncodedRows {
    var rows: [Int] = []
    var others: [Int?] = []
    var separations: [Double] = []
    for row in 0..<chunk.rowCount {
      let entries = matching.entries(of: chunk.firstRow + row)
      for entry in entries where matching.partners[entry] >= 0 {
        rows.append(row)
        others.append(Int(matching.partners[entry]))
        separations.append(matching.separations[entry])
      }
      if join == .left, rows.last != row {
        rows.append(row)
        others.append(nil)
        separations.append(.nan)
      }
    }
    let isWhole = rows.count == chunk.rowCount && rows == Array(0..<chunk.rowCount)
    return try encoder.encode(
      isWhole ? chunk : chunk.selecting(rows),
      adding: columns.table(partners, partners: others, separations: separations))
  }
}

extension MatchTask.Outcome {
  init(
    _ task: MatchTask, _ finding: MatchFinding, sides: (MatchSide, MatchSide),
    output: OutputFile, notes: [String], seconds: Double, matchSeconds: Double
  ) {
    let matching = finding.matching
    let counts = matching.counts
    (rows, otherRows) = (sides.0.rowCount, sides.1.rowCount)
    (key, mode) = (matching.key, task.mode)
    matched = counts.matched
    ambiguous = counts.ambiguous
    duplicates = counts.duplicates
    (unmatched, unmatchedOther) = (counts.unmatched, counts.unmatchedOther)
    (unusable, unusableOther) = (counts.unusable, counts.unusableOther)
    medianSeparation = matching.medianSeparation
    self.seconds = seconds
    self.matchSeconds = matchSeconds
    outputs = [output]
    identifier = finding.names?.pair.own ?? []
    fallback = finding.fallback
    beyondTolerance = counts.apart
    warnings = finding.warnings + notes
  }
}
