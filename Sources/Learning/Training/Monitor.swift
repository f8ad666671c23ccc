import Glibc

/// A lock with two conditions to wait for, asleep.
///
/// Sendable although it holds pointers: what they point to is made for being used by many threads,
/// and is freed when the last owner is gone.
@safe final class Monitor: @unchecked Sendable {
  enum Condition { case room, batch }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let room = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let batch = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    Self.check(unsafe pthread_mutex_init(mutex, nil))
    Self.check(unsafe pthread_cond_init(room, nil))
    Self.check(unsafe pthread_cond_init(batch, nil))
  }

  deinit {
    unsafe pthread_cond_destroy(batch)
    unsafe pthread_cond_destroy(room)
    unsafe pthread_mutex_destroy(mutex)
    unsafe batch.deallocate()
    unsafe room.deallocate()
    unsafe mutex.deallocate()
  }

  func locked<Answer>(_ body: () -> Answer) -> Answer {
    Self.check(unsafe pthread_mutex_lock(mutex))
    defer { Self.check(unsafe pthread_mutex_unlock(mutex)) }
    return body()
  }

  /// Sleeps until woken, inside ``locked(_:)``; what was waited for must be looked at again.
  func wait(for condition: Condition) {
    Self.check(unsafe pthread_cond_wait(pointer(condition), mutex))
  }

  /// Wakes one that waits.
  func wake(_ condition: Condition) {
    Self.check(unsafe pthread_cond_signal(pointer(condition)))
  }

  func wakeAll() {
    Self.check(unsafe pthread_cond_broadcast(room))
    Self.check(unsafe pthread_cond_broadcast(batch))
  }

  private func pointer(_ condition: Condition) -> UnsafeMutablePointer<pthread_cond_t> {
    switch condition {
    case .room: unsafe room
    case .batch: unsafe batch
    }
  }

  /// These calls fail for a mistake in this program only.
  private static func check(_ status: CInt) {
    precondition(status == 0, "a lock failed with status \(status)")
  }
}
