import Files
import Sky
import Tables

/// Looks for columns that name the rows of two catalogs alike, by what is in them.
struct IdentifierSearch {
  let own: MatchSide
  let other: MatchSide
  let mode: MatchMode
  /// Arcseconds.
  let tolerance: Double
  /// Whether rows without a name speak against an identifier: there are positions, which all have.
  var hasToIdentifyAll = false
  /// Why identifiers are none, a clause each.
  private(set) var reasons: [String] = []
  /// What is to be said of the one found.
  private(set) var warnings: [String] = []

  init(own: MatchSide, other: MatchSide, mode: MatchMode, tolerance: Double) {
    (self.own, self.other, self.mode, self.tolerance) = (own, other, mode, tolerance)
  }

  /// Where both catalogs have positions, rows of one name can be seen to be one source.
  private var points: (SkyPoints, SkyPoints)? {
    own.points.flatMap { points in other.points.map { (points, $0) } }
  }

  /// The first pair of keys that identifies the rows of both, and what it matches.
  mutating func first(
    of pairs: [KeyPair]
  ) throws -> (matching: RowMatching, names: MatchedNames)? {
    for pair in pairs {
      if let found = try matching(pair) { return found }
      // What repeats may count within a tile that both catalogs name.
      if let scoped = own.roles.scoped(pair, with: other.roles), !pairs.contains(scoped) {
        let before = reasons
        if let found = try matching(scoped) { return found }
        reasons = before
      }
    }
    return nil
  }

  private mutating func matching(
    _ pair: KeyPair
  ) throws -> (matching: RowMatching, names: MatchedNames)? {
    guard let first = check(own, pair.own), let second = check(other, pair.theirs) else {
      return nil
    }
    if points == nil, let reason = doubt(pair, first, second) {
      reasons.append(reason)
      return nil
    }
    let found = try join(first.keys, second.keys)
    let (apart, measured) = (found.counts.apart, found.counts.measured)
    guard 10 * apart <= measured else {
      reasons.append(
        "\(apart) of \(measured) pairs of rows that share \(pair.name) lie farther apart than "
          + "\(tolerance)″")
      return nil
    }
    if found.counts.matched == 0, own.rowCount > 0, other.rowCount > 0 {
      reasons.append(
        "no \(pair.name) of \(own.path) (\(first.examples)) is "
          + "among the \(pair.theirs.joined(separator: ", ")) of \(other.path) "
          + "(\(second.examples))")
      return nil
    }
    if apart > 0 {
      warnings.append(
        "\(apart) of \(measured) pairs of rows that share \(pair.name) lie farther apart than "
          + "\(tolerance)″ and were left out.")
    }
    warnings += [(first, own), (second, other)].flatMap { check, side in
      check.placeholders.sorted { $0.key < $1.key }.map {
        "\(side.path): \(pair.name) is \($0.key) in \($0.value) rows, which stands for none."
      }
    }
    return (found, MatchedNames(pair: pair, own: first.keys, theirs: second.keys))
  }

  /// What a side's columns say, unless they do not identify its rows.
  private mutating func check(_ side: MatchSide, _ columns: [String]) -> IdentifierCheck? {
    let name = columns.joined(separator: ", ")
    let found = columns.compactMap { side.table[$0] }
    if let floating = found.first(where: \.info.type.isFloatingPoint) {
      reasons.append(
        "column \(floating.name) of \(side.path) holds floating-point numbers, which cannot hold "
          + "identifiers in full")
      return nil
    }
    guard found.count == columns.count, var keys = SourceKeys(found) else {
      reasons.append("column \(name) of \(side.path) holds no identifiers")
      return nil
    }
    if columns.count == 1, let names = FileNames(keys) { keys = names.keys }
    let check = IdentifierCheck(keys, points: side.points, tolerance: tolerance)
    if check.scatteredRows > 0, check.isScattered {
      reasons.append(
        "\(name) does not identify the rows of \(side.path): \(check.scatteredRows) of "
          + "\(side.rowCount) rows have another's and lie elsewhere")
      return nil
    }
    guard check.namedRows > 0 || side.rowCount == 0 else {
      let none = check.placeholders.keys.sorted().joined(separator: ", ")
      reasons.append(
        "\(name) identifies no row of \(side.path)"
          + (none.isEmpty ? "" : ": it is \(none), which stands for none"))
      return nil
    }
    let nameless = side.rowCount - check.namedRows
    if hasToIdentifyAll, 100 * nameless > side.rowCount {
      let none = check.placeholders.keys.sorted().joined(separator: ", ")
      reasons.append(
        "\(nameless) of \(side.rowCount) rows of \(side.path) have no \(name)"
          + (none.isEmpty ? "" : " (\(none) stands for none)"))
      return nil
    }
    return check
  }

  /// What speaks against names that no positions can confirm.
  private func doubt(
    _ pair: KeyPair, _ first: IdentifierCheck, _ second: IdentifierCheck
  ) -> String? {
    if pair.isLocal {
      return "\(pair.name) counts within one image or tile, and without positions on both sides "
        + "nothing tells whether \(own.path) and \(other.path) are of the same"
    }
    if first.isRepeating, second.isRepeating {
      return "\(pair.name) repeats in \(first.repeatedRows) of \(own.rowCount) rows of "
        + "\(own.path) and \(second.repeatedRows) of \(other.rowCount) of \(other.path)"
    }
    for (check, side, columns) in [(first, own, pair.own), (second, other, pair.theirs)] {
      guard check.isRepeating else { continue }
      let scope = side.roles.identifierScope.filter { !columns.contains($0) }
      guard !scope.isEmpty, let keys = SourceKeys((scope + columns).compactMap { side.table[$0] })
      else { continue }
      let within = IdentifierCheck(keys, points: nil, tolerance: tolerance)
      guard !within.isRepeating else { continue }
      return "\(columns.joined(separator: ", ")) identifies the rows of \(side.path) only together "
        + "with \(scope.joined(separator: ", "))"
    }
    return nil
  }

  private func join(_ first: SourceKeys, _ second: SourceKeys) throws -> RowMatching {
    if case .integers(let own) = first, case .integers(let theirs) = second {
      return try RowMatching(own, theirs, mode: mode, points: points, tolerance: tolerance)
    }
    return try RowMatching(
      first.texts, second.texts, mode: mode, points: points, tolerance: tolerance)
  }
}
