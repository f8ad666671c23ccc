/// Which columns a pattern finds for a survey's bands, and which it only seems to find.
///
/// Case tells bands apart where a table mixes it: `G` beside `u`, `r` and `i` is Gaia's, and `Z`
/// beside them a redshift; neither is taken for g or z.
struct BandMatches {
  private(set) var found: [(band: BandDescriptor, match: ColumnMatcher.BandMatch)] = []
  /// What a careful person would say about columns that were not taken.
  private(set) var warnings: [String] = []

  /// Bands whose letter in the other case is another band's, or no band's.
  private static let letters: Set = ["u", "g", "r", "i", "z"]

  init(_ pattern: PhotometryPattern, _ bands: [BandDescriptor], _ matcher: ColumnMatcher) {
    found = bands.compactMap { band in
      matcher.match(pattern, band, of: bands).map { (band, $0) }
    }
    if pattern.column == "{band}" { dropRedshift(matcher) }
    if pattern.columns.isEmpty, pattern.isPerBand { dropOtherCase(pattern, matcher) }
  }

  private mutating func dropOtherCase(_ pattern: PhotometryPattern, _ matcher: ColumnMatcher) {
    let letters = found.filter { Self.letters.contains($0.band.name) }
    let exact = letters.filter(\.match.hasExactBand).map(\.match.column.name)
    let others = letters.filter { !$0.match.hasExactBand }
    // Johnson's and Cousins' U, R and I stand with B and V.
    let isJohnson = ["B", "V"].allSatisfy { name in
      let band = BandDescriptor(name: name, aliases: [], softening: nil, extinction: nil)
      return matcher.match(pattern.column, band)?.hasExactBand == true
    }
    guard !others.isEmpty, !exact.isEmpty || isJohnson else { return }
    let names = Set(others.map(\.band.name))
    found.removeAll { names.contains($0.band.name) }
    let taken = others.map { "\($0.match.column.name) is not taken for band \($0.band.name)" }
    warnings.append(
      taken.joined(separator: ", ") + ": "
        + (exact.isEmpty
          ? "with B and V it is of another system"
          : "\(exact.joined(separator: ", ")) are written in small letters"))
  }

  private mutating func dropRedshift(_ matcher: ColumnMatcher) {
    guard let place = found.firstIndex(where: { $0.band.name == "z" }) else { return }
    let column = found[place].match.column
    guard let reason = SpectroscopicColumns(matcher.schema).redshiftReason(ofBandColumn: column)
    else { return }
    found.remove(at: place)
    warnings.append("\(column.name) is taken for a redshift, not for band z: \(reason)")
  }
}
