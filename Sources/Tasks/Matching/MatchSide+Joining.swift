import Files
import Sky
import Tables

/// How two catalogs' rows were put beside each other.
struct MatchFinding {
  let matching: RowMatching
  /// What the rows of both were matched by; `nil` by position.
  let names: MatchedNames?
  /// Why identifiers that are there were left alone.
  let fallback: String?
  let warnings: [String]
}

/// What two catalogs call their rows.
struct MatchedNames {
  let pair: KeyPair
  let own: SourceKeys
  let theirs: SourceKeys
}

extension MatchSide {
  /// Finds each row's partners in another catalog.
  ///
  /// Partners never lie farther apart than the tolerance, where both positions are known: pairs
  /// of one identifier that do are left out where they are few, and where they are many, the
  /// identifier is none.
  func matching(
    _ other: MatchSide, by key: MatchKey, mode: MatchMode, tolerance: Double, threads: Int
  ) throws -> MatchFinding {
    guard SkyMatcher.tolerances.contains(tolerance) else {
      throw SkysortError(
        path: "--tolerance", problem: "\(tolerance) arcseconds are not in 0 to 3600",
        fix: "Give a positive number, a degree at most.", exitCode: .usage)
    }
    var warnings = warnings + other.warnings
    if rowCount == 0 || other.rowCount == 0 {
      // Of text without rows not even the types of columns are known.
      let isPlaced = points != nil && other.points != nil
      let matching = RowMatching(
        rowCount: rowCount, otherCount: other.rowCount, mode: mode,
        key: key == .auto ? (isPlaced ? .position : .id) : key)
      return MatchFinding(matching: matching, names: nil, fallback: nil, warnings: warnings)
    }
    var fallback: String?
    if key != .position {
      let pairs = try keyPairs(with: other, by: key)
      var search = IdentifierSearch(own: self, other: other, mode: mode, tolerance: tolerance)
      search.hasToIdentifyAll = key == .auto && points != nil && other.points != nil
      if let found = try search.first(of: pairs) {
        return MatchFinding(
          matching: found.matching, names: found.names, fallback: nil,
          warnings: warnings + search.warnings)
      }
      let reasons = search.reasons.joined(separator: "; ")
      guard key == .auto, search.reasons.isEmpty || search.hasToIdentifyAll else {
        throw SkysortError(
          path: path, problem: reasons,
          fix: "Name columns that identify by --id and --other-id, several with commas between, "
            + "or match by position.")
      }
      if !search.reasons.isEmpty {
        fallback = reasons
        warnings.append("\(reasons): matched by position instead.")
      }
    }
    let matcher = SkyMatcher(tolerance: tolerance, threads: threads)
    let matching = try RowMatching(
      try knownPoints(), try other.knownPoints(isOther: true), mode: mode, matcher: matcher)
    if matching.counts.matched == 0, rowCount > 0, other.rowCount > 0 {
      warnings.append(
        "No source of \(path) lies within \(tolerance)″ of one of \(other.path): are both in "
          + "degrees of the same frame?")
    }
    return MatchFinding(matching: matching, names: nil, fallback: fallback, warnings: warnings)
  }

  /// What may name sources alike, the likeliest first.
  private func keyPairs(with other: MatchSide, by key: MatchKey) throws -> [KeyPair] {
    if let own = namedIdentifier, let theirs = other.namedIdentifier {
      return [KeyPair(own: own, theirs: theirs)]
    }
    // Positions say more than the names of files.
    let hasFiles = key == .id || points == nil || other.points == nil
    let known = roles.keys(with: other.roles) + (hasFiles ? roles.fileKeys(with: other.roles) : [])
    var pairs = known
    if let named = namedIdentifier {
      pairs = known.filter { $0.own == named }
      if pairs.isEmpty, let theirs = other.columns(called: named) {
        pairs = [KeyPair(own: named, theirs: theirs)]
      }
    } else if let named = other.namedIdentifier {
      pairs = known.filter { $0.theirs == named }
      if pairs.isEmpty, let own = columns(called: named) {
        pairs = [KeyPair(own: own, theirs: named)]
      }
    }
    guard key == .id, pairs.isEmpty else { return pairs }
    return [KeyPair(own: try onlyKey(), theirs: try other.onlyKey(isOther: true))]
  }

  /// Columns of these names, whatever their letters' case.
  private func columns(called names: [String]) -> [String]? {
    let found = names.compactMap { name in
      table.columns.first { $0.name.lowercased() == name.lowercased() }?.name
    }
    return found.count == names.count ? found : nil
  }

  private func onlyKey(isOther: Bool = false) throws -> [String] {
    if let columns = namedIdentifier ?? roles.identifiers.first?.key.columns { return columns }
    throw SkysortError(
      path: path, problem: "has no column that was recognised as the identifier",
      fix: "Name it by \(isOther ? "--other-id" : "--id"), or match by position.")
  }

  private func knownPoints(isOther: Bool = false) throws -> SkyPoints {
    if let points { return points }
    let names = isOther ? "--other-ra and --other-dec" : "--ra and --dec"
    throw SkysortError(
      path: path, problem: "no columns of positions were recognised",
      fix: "Name them with \(names); they must be numbers in degrees, not hours and minutes.")
  }
}
