/// Cells in rows, and which lie beside which.
public struct CellGrid: Hashable, Sendable {
  public enum Shape: String, Hashable, Sendable, CaseIterable {
    /// Eight cells around each.
    case rectangular
    /// Six cells around each, every second row half a cell to the right.
    case hexagonal
  }

  public let width: Int
  public let height: Int
  public let shape: Shape

  public init(width: Int, height: Int, shape: Shape = .hexagonal) {
    precondition(width > 0 && height > 0, "expected cells, found \(width)×\(height)")
    self.width = width
    self.height = height
    self.shape = shape
  }

  public var count: Int { width * height }

  /// A cell's centre, in cell widths; cell `row · width + column` of row 0 is at height 0.
  public func position(of cell: Int) -> (x: Double, y: Double) {
    let (row, column) = cell.quotientAndRemainder(dividingBy: width)
    return shape == .rectangular
      ? (Double(column), Double(row))
      : (Double(column) + (row % 2 == 0 ? 0 : 0.5), Double(row) * 0.75.squareRoot())
  }

  func squaredDistance(_ one: Int, _ other: Int) -> Double {
    let (first, second) = (position(of: one), position(of: other))
    let (x, y) = (first.x - second.x, first.y - second.y)
    return x * x + y * y
  }

  func areNeighbours(_ one: Int, _ other: Int) -> Bool {
    one != other && squaredDistance(one, other) < (shape == .rectangular ? 2.5 : 1.5)
  }

  /// The cells beside one.
  public func neighbours(of cell: Int) -> [Int] {
    let (row, column) = cell.quotientAndRemainder(dividingBy: width)
    return (max(row - 1, 0)...min(row + 1, height - 1)).flatMap { row in
      (max(column - 1, 0)...min(column + 1, width - 1)).map { row * width + $0 }
    }.filter { areNeighbours(cell, $0) }
  }
}
