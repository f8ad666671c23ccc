/// Where each parameter and state of a network lies in one flat buffer.
///
/// Trained parameters come first, in the order the graph names them, then states. Every entry
/// starts on a 64-byte boundary; the numbers between entries are zero and stay so.
public struct ParameterLayout: Hashable, Sendable, Codable {
  public struct Entry: Hashable, Sendable, Codable {
    public let name: String
    public let shape: Shape
    /// First element in the buffer; a multiple of 16.
    public let offset: Int
    /// Whether an optimizer updates it; states are written by the program itself.
    public let isTrained: Bool

    public var range: Range<Int> { offset..<offset + shape.count }
  }

  public let entries: [Entry]
  /// Elements of the trained part, with the gaps between entries.
  public let trainedCount: Int
  /// Elements of the buffer.
  public let count: Int

  static let alignment = 16

  public init(of graph: Graph) {
    var entries: [Entry] = []
    var end = 0
    func append(_ name: String, _ shape: Shape, isTrained: Bool) {
      entries.append(Entry(name: name, shape: shape, offset: end, isTrained: isTrained))
      end += (shape.count + Self.alignment - 1) / Self.alignment * Self.alignment
    }
    for case let node in graph.nodes {
      if case .parameter(let name) = node.kind { append(name, node.shape, isTrained: true) }
    }
    trainedCount = end
    for node in graph.nodes {
      if case .state(let name) = node.kind { append(name, node.shape, isTrained: false) }
    }
    count = end
    self.entries = entries
  }

  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }
}
