import Files
import Sky
import Tables

extension MatchSide {
  /// Finds each row's partners in another catalog.
  ///
  /// - Returns: The rows, and what the user should know.
  func matching(
    _ other: MatchSide, by key: MatchKey, mode: MatchMode, tolerance: Double, threads: Int
  ) async throws -> (RowMatching, warnings: [String]) {
    guard SkyMatcher.tolerances.contains(tolerance) else {
      throw SkysortError(
        path: "--tolerance", problem: "\(tolerance) arcseconds are not in 0 to 3600",
        fix: "Give a positive number, a degree at most.", exitCode: .usage)
    }
    var warnings = warnings + other.warnings
    if try isByIdentifier(other, key) {
      let matching = try byIdentifier(other, mode: mode)
      guard key == .auto, matching.counts.matched == 0, let points, let others = other.points
      else { return (matching, warnings) }
      warnings.append(
        "No identifier of \(path) is in \(other.path): matched by position instead.")
      let matcher = SkyMatcher(tolerance: tolerance, threads: threads)
      return (try await RowMatching(points, others, mode: mode, matcher: matcher), warnings)
    }
    let matcher = SkyMatcher(tolerance: tolerance, threads: threads)
    let matching = try await RowMatching(
      try knownPoints(), try other.knownPoints(isOther: true), mode: mode, matcher: matcher)
    if matching.counts.matched == 0, rowCount > 0, other.rowCount > 0 {
      warnings.append(
        "No source of \(path) lies within \(tolerance)″ of one of \(other.path): are both in "
          + "degrees of the same frame?")
    }
    return (matching, warnings)
  }

  private func isByIdentifier(_ other: MatchSide, _ key: MatchKey) throws -> Bool {
    switch key {
    case .position: return false
    case .id:
      for side in [self, other] where side.identifier == nil {
        throw SkysortError(
          path: side.path, problem: "has no column that was recognised as the identifier",
          fix: "Name it by \(side.path == path ? "--id" : "--other-id"), or match by position.")
      }
      return true
    case .auto:
      guard let own = identifier, let theirs = other.identifier else { return false }
      return (isIdentifierNamed && other.isIdentifierNamed)
        || roles.fractionsIdentifier(own.name, with: other.roles, theirs.name)
    }
  }

  private func knownPoints(isOther: Bool = false) throws -> SkyPoints {
    if let points { return points }
    let names = isOther ? "--other-ra and --other-dec" : "--ra and --dec"
    throw SkysortError(
      path: path, problem: "no columns of positions were recognised",
      fix: "Name them with \(names); they must be numbers in degrees, not hours and minutes.")
  }

  private func byIdentifier(_ other: MatchSide, mode: MatchMode) throws -> RowMatching {
    guard let own = identifier, let theirs = other.identifier else {
      preconditionFailure("expected identifiers on both sides")
    }
    let both = points.flatMap { points in other.points.map { (points, $0) } }
    if case .int64(let first) = own.values, case .int64(let second) = theirs.values {
      return try RowMatching(
        own.masked(first), theirs.masked(second), mode: mode, points: both)
    }
    guard let first = own.texts(), let second = theirs.texts() else {
      throw SkysortError(
        path: path,
        problem: "column \(own.name) and \(theirs.name) of \(other.path) hold no "
          + "identifiers", fix: "Name other columns, or match by position.")
    }
    return try RowMatching(
      first.map(Self.trimmed), second.map(Self.trimmed), mode: mode, points: both)
  }

  /// Fixed-width columns pad with blanks; blank is none.
  private static func trimmed(_ text: String?) -> String? {
    guard let text else { return nil }
    let front = text.drop { $0 == " " }
    guard let last = front.lastIndex(where: { $0 != " " }) else { return nil }
    return String(front[...last])
  }
}

extension Column {
  /// Values, `nil` where missing.
  fileprivate func masked(_ values: [Int64]) -> [Int64?] {
    values.indices.map { (validity?[$0] ?? true) ? values[$0] : nil }
  }
}
