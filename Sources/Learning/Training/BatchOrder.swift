import Random

/// The order in which an epoch meets its rows: a shuffle that depends on seed and epoch alone.
///
/// Without a seed, the order is that of the rows.
struct BatchOrder {
  /// A permutation of all rows.
  private(set) var rows: [Int32]
  private let seed: UInt64?

  init(rowCount: Int, seed: UInt64?) {
    rows = (0..<Int32(rowCount)).map(\.self)
    self.seed = seed
  }

  /// Shuffles for an epoch, counted from 0; what was before does not matter.
  ///
  /// - Source: Durstenfeld 1964, CACM 7, 420.
  mutating func shuffle(epoch: Int) {
    guard let seed else { return }
    var stream = RandomStream(seed: seed, purpose: .shuffle, stream: UInt64(epoch))
    unsafe rows.withUnsafeMutableBufferPointer { rows in
      for index in rows.indices { unsafe rows[index] = Int32(truncatingIfNeeded: index) }
      var bits: UInt64 = 0
      for last in stride(from: rows.count - 1, to: 0, by: -1) {
        // Each number drawn serves two rows; the bias is the row count over 2³².
        bits = (rows.count - 1 - last) % 2 == 0 ? stream.next() : bits >> 32
        let fraction = UInt32(truncatingIfNeeded: bits)
        unsafe rows.swapAt(last, Int(fraction.multipliedFullWidth(by: UInt32(last + 1)).high))
      }
    }
  }
}
