/// Images for a report: what was evaluated, and what a network of images looks at.
///
/// Thumbnails of some 64 to 128 pixels a side keep the page small; it holds every file whole.
public struct ImageGallery: Sendable {
  /// By evaluated row; rows without one are left out of the galleries. ``ImageSelection`` tells
  /// which rows are shown.
  public var thumbnails: [Int: PortableImage] = [:]
  /// Of the network's first layer, in their order.
  public var filters: [PortableImage] = []
  public var occlusions: [Occlusion] = []
  public var changes: [Change] = []

  public init() {}

  /// How a prediction changes when parts of its image are covered.
  public struct Occlusion: Sendable {
    public let row: Int
    /// Squares from top to bottom and from left to right.
    public let rows: Int
    public let columns: Int
    /// Shape `[rows, columns]`: by how much the predicted class's probability falls when the
    /// square is covered; negative where it rises.
    public let drops: [Float]

    /// - Parameter row: Of the evaluated predictions; its thumbnail lies below the squares.
    public init(row: Int, rows: Int, columns: Int, drops: [Float]) {
      precondition(
        drops.count == rows * columns, "expected \(rows)×\(columns) drops, found \(drops.count)")
      self.row = row
      self.rows = rows
      self.columns = columns
      self.drops = drops
    }
  }

  /// A training image and what random changes make of it.
  public struct Change: Sendable {
    public let identifier: String
    public let original: PortableImage
    public let changed: [PortableImage]

    public init(identifier: String, original: PortableImage, changed: [PortableImage]) {
      self.identifier = identifier
      self.original = original
      self.changed = changed
    }
  }
}
