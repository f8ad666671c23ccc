/// Serial reading, parallel work, serial writing in the order of reading.
///
/// One task reads and writes; up to `width` others work. What is in flight is bounded, so memory
/// is too, and the order of outputs never depends on the number of threads.
enum OrderedWork {
  /// - Parameters:
  ///   - width: How many units are worked on at once; 1 works in the calling task.
  ///   - read: The next unit, or `nil` at the end.
  ///   - work: Done in any order, on any thread.
  ///   - write: Called in the order of reading.
  static func run<Unit: Sendable, Result: Sendable>(
    width: Int,
    read: () throws -> Unit?,
    work: @escaping @Sendable (Unit) throws -> Result,
    write: (Result) throws -> Void
  ) async throws {
    guard width > 1 else {
      while let unit = try read() { try write(work(unit)) }
      return
    }
    var inFlight: [Task<Result, any Error>] = []
    defer { for task in inFlight { task.cancel() } }
    var isAtEnd = false
    while true {
      while !isAtEnd, inFlight.count <= width {
        guard let unit = try read() else {
          isAtEnd = true
          break
        }
        inFlight.append(Task.detached { try work(unit) })
      }
      guard !inFlight.isEmpty else { return }
      try await write(inFlight.removeFirst().value)
    }
  }
}
