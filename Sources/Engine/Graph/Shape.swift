/// The lengths of a tensor's axes, slowest-varying first; `[]` is a scalar.
public struct Shape: Hashable, Codable, Sendable, ExpressibleByArrayLiteral,
  CustomStringConvertible
{
  public let dimensions: [Int]

  /// - Parameter dimensions: None negative.
  public init(_ dimensions: [Int]) {
    precondition(
      dimensions.allSatisfy { $0 >= 0 }, "dimensions must not be negative, found \(dimensions)")
    self.dimensions = dimensions
  }

  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// Elements of a tensor of this shape; 1 for a scalar.
  public var count: Int { dimensions.reduce(1, *) }
  /// Number of axes.
  public var rank: Int { dimensions.count }
  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// Length of the last axis; 1 for a scalar.
  public var columns: Int { dimensions.last ?? 1 }
  /// Product of all axes but the last; 1 for a scalar.
  public var rows: Int { dimensions.dropLast().reduce(1, *) }

  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }

  /// This shape with a last axis of length 1.
  var summedRows: Shape { Shape(Array(dimensions.dropLast()) + [1]) }

  /// This shape with all axes between the first and the last of length 1; nil for fewer than three
  /// axes.
  var summedPixels: Shape? {
    guard rank > 2, columns > 0 else { return nil }
    return Shape([dimensions[0]] + Array(repeating: 1, count: rank - 2) + [columns])
  }

  /// Whether a tensor of this shape can be repeated to fill `target`, aligning last axes.
  func isBroadcastable(to target: Shape) -> Bool {
    rank <= target.rank
      && zip(dimensions.reversed(), target.dimensions.reversed()).allSatisfy { $0 == 1 || $0 == $1 }
  }

  /// The smallest shape both broadcast to; nil when there is none.
  static func broadcast(_ first: Shape, _ second: Shape) -> Shape? {
    let rank = max(first.rank, second.rank)
    var result = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let one = axis < rank - first.rank ? 1 : first[axis - (rank - first.rank)]
      let other = axis < rank - second.rank ? 1 : second[axis - (rank - second.rank)]
      guard one == other || one == 1 || other == 1 else { return nil }
      result[axis] = one == 1 ? other : one
    }
    return Shape(result)
  }

  /// For every element of `target`, the element of this shape it is a copy of.
  ///
  /// - Parameter target: A shape this one broadcasts to.
  func sourceIndices(in target: Shape) -> [Int] {
    var strides = [Int](repeating: 0, count: target.rank)
    var elements = 1
    for axis in dimensions.indices.reversed() {
      strides[target.rank - rank + axis] = dimensions[axis] == 1 ? 0 : elements
      elements *= dimensions[axis]
    }
    var indices = [Int](repeating: 0, count: target.count)
    for flat in indices.indices {
      var remainder = flat
      var source = 0
      for axis in target.dimensions.indices.reversed() {
        source += (remainder % target[axis]) * strides[axis]
        remainder /= target[axis]
      }
      indices[flat] = source
    }
    return indices
  }
}
