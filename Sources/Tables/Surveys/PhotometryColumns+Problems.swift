public import Files
public import Sky

extension PhotometryColumns {
  /// Refuses bands whose column cannot be used as it stands: of an unknown unit, or one of two that
  /// would do as well.
  ///
  /// - Parameters:
  ///   - wanted: All where `nil`.
  ///   - path: The table, for the message.
  public func check(bands wanted: [Band]? = nil, path: String) throws(SkysortError) {
    for band in bands where wanted?.contains(band.band) ?? true {
      guard let problem = band.problem else { continue }
      throw SkysortError(
        path: path, location: "column \(band.column)", problem: problem,
        fix: "Rename or drop a column, correct its unit, or say which is meant by a descriptor "
          + "that --survey names.")
    }
  }
}
