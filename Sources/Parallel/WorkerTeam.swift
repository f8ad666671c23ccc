internal import CVector
import Synchronization

/// Threads that share numbered pieces of work.
///
/// Which thread does which piece is left to chance, so a piece must write to places of its own and
/// read what no other writes; then nothing depends on the number of threads.
public struct WorkerTeam: Sendable {
  public let threads: Int

  public init(threads: Int) {
    precondition(threads > 0, "expected a positive number of threads, found \(threads)")
    self.threads = threads
  }

  private final class Call {
    let count: Int
    let body: (Int) -> Void
    private let next = Atomic(0)

    init(count: Int, body: @escaping (Int) -> Void) {
      self.count = count
      self.body = body
    }

    func work() {
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < count else { return }
        body(piece)
      }
    }
  }

  /// Calls a body for each number below `count`, several at a time.
  public func forEach(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1 && threads > 1 else { return (0..<count).forEach(body) }
    withoutActuallyEscaping(body) { body in
      let call = Call(count: count, body: body)
      let context = unsafe Unmanaged.passUnretained(call).toOpaque()
      unsafe vector_team(
        UInt32(min(threads, count)),
        { context, _, _ in
          unsafe Unmanaged<Call>.fromOpaque(context!).takeUnretainedValue().work()
        }, context)
    }
  }

  /// The same for the parts of a range that are `size` long, the last one shorter.
  public func forEachPart(of count: Int, size: Int, _ body: (Range<Int>) -> Void) {
    forEach((count + size - 1) / size) { part in
      body(part * size..<min(count, (part + 1) * size))
    }
  }
}
