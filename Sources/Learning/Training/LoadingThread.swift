import Files
import Glibc

/// A thread of the operating system, for work that waits for files.
///
/// Tasks would not do: what waits asleep must not hold one of their few threads.
struct LoadingThread {
  private let thread: pthread_t

  /// Starts threads that do the same.
  ///
  /// - Throws: `SkysortError` if not even one could be started.
  static func start(
    _ count: Int, _ body: @escaping @Sendable () -> Void
  ) throws(SkysortError) -> [LoadingThread] {
    let threads = (0..<count).compactMap { _ in LoadingThread(body) }
    guard !threads.isEmpty else {
      throw SkysortError(
        path: "loading of samples", problem: "could not start a thread",
        fix: "End other programs, or raise the limit of processes.", exitCode: .temporary)
    }
    return threads
  }

  private init?(_ body: @escaping @Sendable () -> Void) {
    let work = unsafe Unmanaged.passRetained(Work(body))
    var started = pthread_t()
    let status = unsafe pthread_create(
      &started, nil,
      { context in
        unsafe context.map { unsafe Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    guard status == 0 else {
      unsafe work.release()
      return nil
    }
    thread = started
  }

  /// Waits until the thread has ended; to be called once.
  func join() { _ = pthread_join(thread, nil) }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
