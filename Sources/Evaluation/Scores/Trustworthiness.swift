/// How far a map may be trusted: 1 where every neighbour on the map is a neighbour among the
/// points, less for each that is not and for how far it is from being one.
///
/// - Parameters:
///   - excessRanks: By row that is evaluated, the sum over its neighbours on the map of how far their
///     ranks among the points exceed the number of neighbours.
///   - neighbours: Of each row.
///   - rows: All rows.
/// - Returns: `nil` where there are not more than one and a half times as many rows as neighbours.
/// - Source: Venna & Kaski 2001, ICANN, 485.
public func trustworthiness(excessRanks: [Int], neighbours: Int, rows: Int) -> Double? {
  guard 2 * rows > 3 * neighbours + 1 else { return nil }
  let worst =
    Double(excessRanks.count) * Double(neighbours) * Double(2 * rows - 3 * neighbours - 1)
  return 1 - 2 * Double(excessRanks.reduce(0, +)) / worst
}
