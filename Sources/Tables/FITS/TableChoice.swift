import FITS
import Files

/// Which of a FITS file's tables is meant, by what they hold.
struct TableChoice {
  private let candidates: [Candidate]
  private let chosen: Candidate

  /// A table with what is known of its columns.
  private struct Candidate {
    let table: FITSTable
    let unit: HDU
    let reader: FITSTableReader
    let rank: Rank
  }

  /// How much a table has of what is looked for; compared from the first on.
  private struct Rank: Comparable {
    /// Of the columns wanted.
    var wanted = 0
    /// 0 for a table that only carries a header or a list: LDAC's image headers, and whatever
    /// has a single column.
    var isCatalog = 0
    var hasPhotometry = 0
    var hasPosition = 0
    var hasRows = 0
    /// Columns whose part is known.
    var recognised = 0

    private var figures: [Int] {
      [wanted, isCatalog, hasPhotometry, hasPosition, hasRows, recognised]
    }

    static func < (one: Rank, other: Rank) -> Bool {
      one.figures.lexicographicallyPrecedes(other.figures)
    }
  }

  /// Tables behind these are read by their number or name only.
  private static let mostLookedAt = 1000

  /// - Parameter wanted: Columns that the table should have.
  /// - Throws: `SkysortError` where the file has no table.
  init(_ file: borrowing FITSFile, wanted: [String]) throws(SkysortError) {
    let units = file.tableUnits
    let catalog = units.count > 1 ? SurveyCatalog.bundled : SurveyCatalog(descriptors: [])
    var candidates: [Candidate] = []
    for unit in units.prefix(Self.mostLookedAt) {
      let table = try file.table(at: unit.index)
      let reader = FITSTableReader(table)
      let rank = Self.rank(reader, name: unit.name, catalog, wanted: wanted)
      candidates.append(Candidate(table: table, unit: unit, reader: reader, rank: rank))
    }
    var best = candidates.first
    for candidate in candidates.dropFirst() {
      if let rank = best?.rank, rank < candidate.rank { best = candidate }
    }
    guard let best else {
      _ = try file.table()
      preconditionFailure("expected a file without a table to be refused")
    }
    self.candidates = candidates
    chosen = best
  }

  private static func rank(
    _ reader: FITSTableReader, name: String?, _ catalog: SurveyCatalog, wanted: [String]
  ) -> Rank {
    guard !catalog.descriptors.isEmpty else { return Rank() }
    let schema = reader.schema
    let photometry = catalog.recognise(schema)?.columns
    let columns =
      photometry ?? catalog.descriptors.last?.recogniseWithoutPhotometry(schema).columns
    var rank = Rank()
    rank.wanted = wanted.count { schema[$0] != nil }
    let isHeader = name?.uppercased() == "LDAC_IMHEAD" || schema.columns.count < 2
    rank.isCatalog = isHeader ? 0 : 1
    rank.hasPhotometry = photometry == nil ? 0 : 1
    rank.hasPosition = columns?.rightAscension == nil ? 0 : 1
    rank.hasRows = (reader.rowCount ?? 0) > 0 ? 1 : 0
    if let columns {
      rank.recognised =
        columns.bands.count + columns.quality.count + columns.leaking.count
        + [columns.identifier, columns.classColumn, columns.reddening].count { $0 != nil }
    }
    return rank
  }

  /// The table that was chosen, which says so where there were others.
  func reader() throws(SkysortError) -> any TableReader {
    if let pair = targets { return try joined(pair.base, pair.partner) }
    guard candidates.count > 1 else { return FITSTableReader(chosen.table) }
    let rivals = others(than: [chosen]).filter { $0.rank == chosen.rank }
    let doubt =
      rivals.isEmpty
      ? "" : " \(list(rivals)) would do as well: name the one that is meant with --hdu."
    return FITSTableReader(chosen.table, choice: told("Reading", [chosen]) + doubt)
  }

  /// What is read, and what else the file holds.
  private func told(_ verb: String, _ read: [Candidate], _ how: String = "") -> String {
    let rest = others(than: read)
    let others = rest.isEmpty ? "" : "; the file holds further tables: \(list(rest))"
    return "\(verb) \(list(read))\(how)\(others)."
  }

  private func list(_ candidates: [Candidate]) -> String {
    candidates.map(\.unit.label).shortList()
  }

  private func others(than read: [Candidate]) -> [Candidate] {
    let indices = Set(read.map(\.unit.index))
    return candidates.filter { !indices.contains($0.unit.index) }
  }

  // MARK: Tables of one target list

  /// DESI's files: what a spectrum gave (`REDSHIFTS`), and beside it what its target was known
  /// by (`FIBERMAP`, in value-added catalogs `METADATA`).
  private var targets: (base: Candidate, partner: Candidate)? {
    func isKeyed(_ candidate: Candidate) -> Bool {
      candidate.reader.schema[JoinedTableReader.key].map { $0.isScalar && $0.type.isInteger }
        ?? false
    }
    let keyed = candidates.filter(isKeyed)
    let partners = ["FIBERMAP", "METADATA"]
    let partner = partners.lazy.compactMap { name in
      keyed.first { $0.unit.name?.uppercased() == name }
    }.first
    let spectra = ["REDSHIFTS", "ZBEST", "FASTSPEC", "EMLINEFIT", "QSO_MGII", "QSO_QN"]
    let base = spectra.lazy.compactMap { name in
      keyed.first { $0.unit.name?.uppercased() == name }
    }.first
    guard let base, let partner else { return nil }
    return (base, partner)
  }

  private func joined(
    _ base: Candidate, _ partner: Candidate
  ) throws(SkysortError) -> any TableReader {
    let how = " joined by \(JoinedTableReader.key)"
    return try JoinedTableReader(
      base.reader, partner.reader, partnerLabel: partner.unit.label,
      choice: told("Reading", [base, partner], how))
  }
}
