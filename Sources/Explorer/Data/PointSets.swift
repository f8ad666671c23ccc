import Synchronization

/// Rows the page holds at once, by a name it asks for their values with.
///
/// Names are given by the server, so that no place in an array ever leaves it.
final class PointSets: Sendable {
  /// Every row of a table that is small enough.
  static let all = "all"
  /// No row.
  static let none = "none"
  /// Points a page holds at once.
  static let maximumPoints = 100_000
  /// Sets that are remembered; a page that went elsewhere asks for its view again.
  private static let capacity = 24

  private struct Memory {
    var rows: [String: [Int32]] = [:]
    var order: [String] = []
    var number = 0
  }

  private let memory: Mutex<Memory>

  init(rowCount: Int) {
    var memory = Memory()
    memory.rows[Self.none] = []
    if rowCount <= Self.maximumPoints { memory.rows[Self.all] = (0..<Int32(rowCount)).map(\.self) }
    self.memory = Mutex(memory)
  }

  /// Remembers some rows.
  func insert(_ rows: [Int32]) -> String {
    memory.withLock { memory in
      memory.number += 1
      let name = "set\(memory.number)"
      memory.rows[name] = rows
      memory.order.append(name)
      if memory.order.count > Self.capacity {
        memory.rows[memory.order.removeFirst()] = nil
      }
      return name
    }
  }

  /// `nil` where the set was never given out or is forgotten.
  subscript(name: String) -> [Int32]? { memory.withLock { $0.rows[name] } }
}
