/// Several classifications of the same rows against magnitude, in the same bins.
public struct MagnitudeComparison: Sendable {
  /// One classification's figures.
  public struct Entry: Sendable {
    /// Of its labels.
    public let profile: MagnitudeProfile
    public let purity: PurityProfile

    /// Rows of any class given their own, with Wilson's interval; by bin.
    public var accuracy: [Estimate] {
      profile.edges.indices.dropLast().map { bin in
        let cells = profile.cells.map { $0[bin] }
        return .proportion(
          cells.reduce(0) { $0 + $1.correct }, of: cells.reduce(0) { $0 + $1.support })
      }
    }
  }

  public let magnitudeName: String
  /// Shape `[bins + 1]`, ascending, magnitudes.
  public let edges: [Double]
  /// In the order of the classifications.
  public let entries: [Entry]

  /// `nil` without truth or magnitudes, or where all of these are equal.
  init?(_ rows: ComparedRows, completeness: Double) {
    guard let magnitude = rows.magnitude,
      let edges = MagnitudeProfile.binEdges(of: magnitude.values)
    else { return nil }
    let predictions = rows.classifications.compactMap(rows.predictions)
    guard !predictions.isEmpty else { return nil }
    let bins = magnitude.values.map { MagnitudeProfile.bin(of: $0, edges: edges) }
    magnitudeName = magnitude.name
    self.edges = edges
    entries = predictions.map { one in
      Entry(
        profile: MagnitudeProfile(
          one, magnitude: magnitude, predicted: one.predicted, edges: edges),
        purity: PurityProfile(
          one, bins: bins, binCount: edges.count - 1, completeness: completeness))
    }
  }
}
