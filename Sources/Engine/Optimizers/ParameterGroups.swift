/// Which parts of the trained parameters decay, and how fast each learns.
public struct ParameterGroups: Hashable, Sendable {
  /// How a parameter is treated.
  public struct Treatment: Hashable, Sendable {
    public var decays: Bool
    /// What the learning rate is multiplied with; parameters of rate 0 stay as they are.
    public var rate: Double

    public init(decays: Bool = true, rate: Double = 1) {
      precondition(rate >= 0, "a rate must not be negative, found \(rate)")
      self.decays = decays
      self.rate = rate
    }
  }

  /// Parameters next to each other that are treated alike.
  struct Segment: Hashable, Sendable {
    var range: Range<Int>
    let treatment: Treatment
  }

  private(set) var segments: [Segment] = []
  /// Elements of the trained part.
  let count: Int

  /// - Parameter treatment: Asked for trained entries only. Biases and scales of norms usually
  ///   do not decay.
  public init(_ layout: ParameterLayout, by treatment: (ParameterLayout.Entry) -> Treatment) {
    count = layout.trainedCount
    for entry in layout.entries where entry.isTrained {
      let wanted = treatment(entry)
      if segments.last?.treatment != wanted {
        let start = segments.isEmpty ? 0 : entry.offset
        segments.append(Segment(range: start..<entry.offset, treatment: wanted))
      }
      // Gaps belong to the entry before them: they hold zeros, which stay zero.
      let end = layout.entries.first { $0.isTrained && $0.offset > entry.offset }?.offset ?? count
      let start = segments[segments.count - 1].range.lowerBound
      segments[segments.count - 1].range = start..<end
    }
  }

  /// - Parameter decays: Whether an entry decays.
  public init(_ layout: ParameterLayout, where decays: (ParameterLayout.Entry) -> Bool) {
    self.init(layout) { Treatment(decays: decays($0)) }
  }

  /// Every parameter decays and learns alike.
  public static func all(_ layout: ParameterLayout) -> ParameterGroups {
    ParameterGroups(layout) { _ in Treatment() }
  }
}
