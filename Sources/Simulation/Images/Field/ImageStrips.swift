import Parallel
import Synchronization

/// Does something with the rows of an image, strip by strip, several strips at once.
///
/// - Parameters:
///   - height: Of the image.
///   - stripRows: Of a strip; the last may have fewer.
///   - completed: Told the rows done so far, from any thread; may throw to stop.
/// - Returns: What came of the strips, in their order.
func forEachStrip<Result: Sendable>(
  of height: Int, rows stripRows: Int, threads: Int,
  completed: @Sendable (Int) throws -> Void, _ body: @Sendable (Range<Int>) throws -> Result
) throws -> [Result] {
  let done = Atomic(0)
  return try parallelMap((height + stripRows - 1) / stripRows, threads: threads) { strip in
    let rows = strip * stripRows..<min(height, (strip + 1) * stripRows)
    let result = try body(rows)
    try completed(done.add(rows.count, ordering: .relaxed).newValue)
    return result
  }
}
