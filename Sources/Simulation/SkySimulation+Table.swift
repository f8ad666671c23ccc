import Glibc
public import Tables

extension SkySimulation {
  /// Identifiers of row 0 and on; beyond 2⁵³, as the SDSS's own are.
  public static let firstIdentifier: Int64 = 1_237_650_000_000_000_000

  /// The first rows of the sky, as a table with units, UCDs and descriptions.
  public func makeTable(rows: Int) -> Table { makeTable(rows: 0..<rows) }

  /// Some rows of the sky; chunks laid end to end equal the whole.
  public func makeTable(rows: Range<Int>) -> Table {
    let sources = rows.map { source(row: $0) }
    let identifiers = rows.map { Self.firstIdentifier + Int64($0) }
    var columns = [Column(info: SimulatedColumns.identifier, values: .int64(identifiers))]
    columns += [
      Column(info: SimulatedColumns.rightAscension, doubles: sources.map(\.rightAscension)),
      Column(info: SimulatedColumns.declination, doubles: sources.map(\.declination)),
    ]
    for (index, band) in Passband.sloan.enumerated() {
      columns.append(
        Column(
          info: SimulatedColumns.magnitude(band.name),
          floats: sources.map { $0.magnitudes[index] }))
      columns.append(
        Column(info: SimulatedColumns.error(band.name), floats: sources.map { $0.errors[index] }))
    }
    columns += [
      Column(info: SimulatedColumns.pointMagnitude, floats: sources.map(\.pointMagnitude)),
      Column(info: SimulatedColumns.pointError, floats: sources.map(\.pointError)),
      Column(info: SimulatedColumns.reddening, floats: sources.map(\.reddening)),
      Column(
        info: SimulatedColumns.undetectedBands, values: .int64(sources.map(\.undetectedBands))),
      Column(info: SimulatedColumns.redshift, floats: sources.map(\.redshift), decimals: 6),
      Column(
        info: SimulatedColumns.sourceClass, values: .string(sources.map(\.sourceClass.rawValue))),
    ]
    return Table(columns: columns, rowCount: rows.count)
  }

  /// The columns of every table, in order.
  public static var columns: [ColumnInfo] {
    var infos = [
      SimulatedColumns.identifier, SimulatedColumns.rightAscension, SimulatedColumns.declination,
    ]
    for band in Passband.sloan {
      infos += [SimulatedColumns.magnitude(band.name), SimulatedColumns.error(band.name)]
    }
    return infos + [
      SimulatedColumns.pointMagnitude, SimulatedColumns.pointError, SimulatedColumns.reddening,
      SimulatedColumns.undetectedBands, SimulatedColumns.redshift, SimulatedColumns.sourceClass,
    ]
  }

  /// What made the table, for its header.
  public var header: [HeaderEntry] {
    [
      HeaderEntry("SIMSEED", .text(String(configuration.seed)), comment: "seed of the sky"),
      HeaderEntry("SIMBRGHT", .real(configuration.magnitudes.lowerBound), comment: "r, mag"),
      HeaderEntry("SIMFAINT", .real(configuration.magnitudes.upperBound), comment: "r, mag"),
      HeaderEntry("SIMMISS", .real(configuration.missingFraction), comment: "unobserved fraction"),
    ]
  }
}

extension Column {
  /// Degrees, to 0.4 milliarcseconds; downward, so that none becomes 360.
  fileprivate init(info: ColumnInfo, doubles: [Double]) {
    self.init(info: info, values: .double(doubles.map { $0.rounded(.down, decimals: 7) }))
  }

  /// Single precision, missing where NaN.
  ///
  /// - Parameter decimals: As a catalog would publish; more would be noise.
  fileprivate init(info: ColumnInfo, floats: [Double], decimals: Int = 4) {
    let validity = floats.map { !$0.isNaN }
    self.init(
      info: info, values: .float(floats.map { Float($0.rounded(decimals: decimals)) }),
      validity: validity.contains(false) ? validity : nil)
  }
}

extension Double {
  fileprivate func rounded(
    _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero, decimals: Int
  ) -> Double {
    let scale = pow(10, Double(decimals))
    return (self * scale).rounded(rule) / scale
  }
}
