import Files
import Sky
import Tables

/// Which rows of several catalogs are one object.
///
/// By identifier where one tells the rows of every catalog apart and the positions agree; else by
/// position, where every catalog has some.
struct CatalogIdentity {
  /// Shape `[catalogs][rows]`: what rows are called, alike where they are one object.
  let identifiers: [[String]]
  /// Columns of the first catalog; empty by position.
  let columns: [String]
  let key: MatchKey
  /// Why identifiers that are there were left alone.
  private(set) var fallback: String?
  private(set) var warnings: [String] = []

  /// - Parameters:
  ///   - isNamed: Whether the user named the identifier; another is then not looked for.
  ///   - tolerance: Arcseconds that rows of one object lie apart at most.
  init(_ catalogs: [ComparedCatalog], isNamed: Bool, tolerance: Double) throws {
    var refusals: [SkysortError] = []
    for keys in Self.candidates(catalogs, isNamed: isNamed) {
      do {
        var names = try zip(catalogs, keys).map { try $0.identifiers($1) }
        warnings = try Self.separate(
          &names, catalogs, by: keys[0].joined(separator: ", "), tolerance: tolerance)
        (identifiers, columns, key) = (names, keys[0], .id)
        return
      } catch let error as SkysortError {
        refusals.append(error)
      }
    }
    let points = catalogs.compactMap(\.points)
    guard !isNamed, points.count == catalogs.count, let refusal = refusals.first else {
      throw refusals.first
        ?? SkysortError(path: catalogs[0].path, problem: "has no identifier", fix: "")
    }
    (identifiers, columns, key) = (Self.byPosition(points, tolerance: tolerance), [], .position)
    fallback = "\(refusal.path): \(refusal.problem)"
    warnings = ["\(refusal.path): \(refusal.problem): matched by position instead."]
  }

  /// Columns of each catalog, the likeliest first.
  private static func candidates(_ catalogs: [ComparedCatalog], isNamed: Bool) -> [[[String]]] {
    let own = catalogs.map(\.recognisedIdentifier)
    if isNamed { return [own] }
    let others = catalogs.dropFirst().map { catalogs[0].roles.keys(with: $0.roles) }
    let shared = (others.first ?? []).filter { !$0.isLocal }.compactMap { pair -> [[String]]? in
      let theirs = others.compactMap { pairs in pairs.first { $0.own == pair.own }?.theirs }
      return theirs.count == others.count ? [pair.own] + theirs : nil
    }
    return shared.filter { $0[0].count > 1 } + [own]
      + shared.filter { $0[0].count == 1 && $0 != own }
  }

  /// Gives rows that share a name and lie apart names of their own.
  ///
  /// - Throws: `SkysortError` where they are more than a few: what they share identifies nothing.
  private static func separate(
    _ names: inout [[String]], _ catalogs: [ComparedCatalog], by column: String, tolerance: Double
  ) throws -> [String] {
    var warnings: [String] = []
    let rows = Dictionary(
      zip(names[0], names[0].indices), uniquingKeysWith: { first, _ in first })
    guard let first = catalogs[0].points else { return [] }
    for (index, catalog) in catalogs.enumerated().dropFirst() {
      guard let points = catalog.points else { continue }
      var measured = 0
      let apart = names[index].indices.filter { row in
        guard let other = rows[names[index][row]], points.isUsable(row), first.isUsable(other)
        else { return false }
        measured += 1
        return points.separation(row, from: other, of: first) > tolerance
      }
      guard 10 * apart.count <= measured else {
        throw SkysortError(
          path: catalog.path,
          problem: "\(apart.count) of \(measured) rows that share '\(column)' with "
            + "\(catalogs[0].path) lie farther apart than \(tolerance)″",
          fix: "Name columns that identify objects with --identifier, or raise --tolerance.")
      }
      for row in apart { names[index][row] += " (row \(row + 1) of \(catalog.path))" }
      if !apart.isEmpty {
        warnings.append(
          "\(catalog.path): \(apart.count) of \(measured) rows that share '\(column)' lie "
            + "farther apart than \(tolerance)″ and were not compared.")
      }
    }
    return warnings
  }

  /// Rows of the first catalog by number, and their mutually nearest of the others.
  private static func byPosition(_ points: [SkyPoints], tolerance: Double) -> [[String]] {
    let own = (0..<points[0].count).map { "row \($0 + 1)" }
    let matcher = SkyMatcher(tolerance: tolerance)
    return [own]
      + points.enumerated().dropFirst().map { index, others in
        var names = (0..<others.count).map { "row \($0 + 1) of catalog \(index + 1)" }
        for (row, partner) in matcher.match(points[0], others).mutual.enumerated() {
          if let partner { names[partner] = own[row] }
        }
        return names
      }
  }
}
