/// A survey's own way to tell point sources from extended ones.
///
/// Extended where `first − second > threshold`, or `first > threshold` without a second, or
/// where `first` is a word that is none of those for points.
public struct PointSourceCut: Hashable, Codable, Sendable {
  public var first: String
  public var second: String?
  public var threshold: Double
  /// Whether large values mean extended (most surveys) or point-like (`CLASS_STAR`).
  public var largeMeansExtended: Bool
  /// Words for points, where ``first`` holds words.
  public var pointValues: [String]
  /// For people: what is cut, and by whom.
  public var source: String

  public init(
    first: String, second: String? = nil, threshold: Double, largeMeansExtended: Bool = true,
    pointValues: [String] = [], source: String
  ) {
    self.first = first
    self.second = second
    self.threshold = threshold
    self.largeMeansExtended = largeMeansExtended
    self.pointValues = pointValues
    self.source = source
  }

  /// The columns the cut needs.
  public var columns: [String] { [first] + (second.map { [$0] } ?? []) }

  /// Whether each row is extended; `nil` where a value is missing.
  ///
  /// - Parameter table: Holds ``columns``.
  public func isExtended(_ table: Table) -> [Bool?] {
    let column = table.column(known: first)
    guard pointValues.isEmpty else {
      let points = Set(pointValues.map { $0.lowercased() })
      return column.texts()?.map { word in
        word.map { !points.contains($0.lowercased()) }
      } ?? Array(repeating: nil, count: table.rowCount)
    }
    let nothing = [Double](repeating: .nan, count: table.rowCount)
    let firsts = column.doubles() ?? nothing
    let seconds = second.map { table.column(known: $0).doubles() ?? nothing }
    return firsts.indices.map { row in
      let value = firsts[row] - (seconds?[row] ?? 0)
      return value.isNaN ? nil : (value > threshold) == largeMeansExtended
    }
  }
}
