/// A column that a table seems to have for band z and whose numbers are redshifts.
public struct RedshiftValues: Hashable, Sendable, CustomStringConvertible {
  public let column: String
  public let range: ClosedRange<Double>
  /// Of the other bands' magnitudes, the smallest median.
  public let brightness: Double

  /// Stars' redshifts are below 0 as well as above; no quasar is known beyond 8.
  static let redshifts = -0.02...8.0
  /// Sources as bright as this on average fill no catalog.
  static let brightest = 10.0

  /// - Parameter table: Holds the columns of bands that matter; a block of rows will do.
  /// - Returns: `nil` where the numbers may be magnitudes.
  public init?(_ columns: PhotometryColumns, in table: Table) {
    func numbers(_ band: BandColumns) -> [Double]? {
      if case .flux = band.measure { return nil }
      let absent = band.notObserved + band.notDetected
      let values = table[band.column]?.doubles()?.prefix(4096)
        .filter { $0.isFinite && !absent.contains($0) }
      return values.flatMap { $0.isEmpty ? nil : $0.sorted() }
    }
    guard let band = columns.bands.first(where: { $0.column.lowercased() == "z" }),
      let own = numbers(band), own.count > 4, let low = own.first, let high = own.last,
      own.count(where: Self.redshifts.contains) * 50 >= own.count * 49
    else { return nil }
    let medians = columns.bands.filter { $0.column != band.column }.compactMap(numbers)
      .map { $0[$0.count / 2] }
    guard let brightness = medians.min(), brightness > Self.brightest else { return nil }
    column = band.column
    range = low...high
    self.brightness = brightness
  }

  public var description: String {
    func figure(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
    return "\(column) holds \(figure(range.lowerBound)) to \(figure(range.upperBound)) beside "
      + "magnitudes near \(figure(brightness)): redshifts, not magnitudes of band z"
  }
}

extension Recognition {
  /// Without a band whose numbers are redshifts, which is then told.
  public func without(_ redshift: RedshiftValues) -> Recognition {
    Recognition(
      columns: columns.without(redshift), score: score, reasons: reasons,
      warnings: warnings + [redshift.description])
  }
}

extension PhotometryColumns {
  /// Without a band whose numbers are redshifts; that column is then known to give the class away.
  public func without(_ redshift: RedshiftValues) -> PhotometryColumns {
    var result = self
    result.bands.removeAll { $0.column == redshift.column }
    result.leaking.append(redshift.column)
    return result
  }
}
