/// Which parts of the trained parameters are subject to weight decay.
public struct WeightDecayMask: Hashable, Sendable {
  /// Parameters next to each other that are treated alike.
  struct Segment: Hashable, Sendable {
    var range: Range<Int>
    let decays: Bool
  }

  private(set) var segments: [Segment] = []
  /// Elements of the trained part.
  let count: Int

  /// - Parameter decays: Whether an entry decays; asked for trained entries only. Biases and
  ///   scales of norms usually do not.
  public init(_ layout: ParameterLayout, where decays: (ParameterLayout.Entry) -> Bool) {
    count = layout.trainedCount
    for entry in layout.entries where entry.isTrained {
      let isDecaying = decays(entry)
      if segments.last?.decays != isDecaying {
        let start = segments.isEmpty ? 0 : entry.offset
        segments.append(Segment(range: start..<entry.offset, decays: isDecaying))
      }
      // Gaps belong to the entry before them: they hold zeros, which stay zero.
      let end = layout.entries.first { $0.isTrained && $0.offset > entry.offset }?.offset ?? count
      let start = segments[segments.count - 1].range.lowerBound
      segments[segments.count - 1].range = start..<end
    }
  }

  /// Every parameter decays.
  public static func all(_ layout: ParameterLayout) -> WeightDecayMask {
    WeightDecayMask(layout) { _ in true }
  }
}
