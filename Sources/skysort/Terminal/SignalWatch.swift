import Files
import Foundation
import Glibc
import Synchronization
import Tasks

/// Turns Ctrl-C or a request to terminate into one to stop at the next safe point; a second one ends
/// at once.
///
/// The handler writes a byte into a pipe, which is all that a handler may do. A thread of its own
/// waits for it, so that no queue which busy work fills can hold it up.
final class SignalWatch {
  let interruption: Interruption

  /// - Parameters:
  ///   - wayOn: How to go on with stopped work.
  ///   - endsUnlessWriting: Whether the process may end wherever it is, unless an output is open;
  ///     for work without safe points.
  init(wayOn: String? = nil, endsUnlessWriting: Bool = false) {
    interruption = Interruption(wayOn: wayOn)
    var ends: [Int32] = [-1, -1]
    // Without a pipe, signals do what they do to other programs.
    guard unsafe Glibc.pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    Self.pipe.store(ends[1], ordering: .releasing)
    Self.startThread(reading: ends[0], interruption, endsUnlessWriting: endsUnlessWriting)
    for number in [SIGINT, SIGTERM] { Self.handle(number) }
  }

  /// Where the handler writes to; handlers are the process's and take no arguments.
  private static let pipe = Atomic<Int32>(-1)

  private static func startThread(
    reading end: Int32, _ interruption: Interruption, endsUnlessWriting: Bool
  ) {
    let thread = Thread {
      // Whoever started the program may have blocked them.
      var signals = sigset_t()
      unsafe sigemptyset(&signals)
      for number in [SIGINT, SIGTERM] { unsafe sigaddset(&signals, number) }
      unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      var byte: UInt8 = 0
      var count = 0
      repeat { count = unsafe read(end, &byte, 1) } while count < 0 && errno == EINTR
      // A read that fails is no request.
      guard count == 1 else { return }
      interruption.request()
      if endsUnlessWriting, !AtomicFile.isAnyOpen {
        FileHandle.standardError.write(Data("\n\(Interrupted(wayOn: nil).description)\n".utf8))
        _exit(ExitCode.interrupted.rawValue)
      }
    }
    thread.start()
  }

  private static func handle(_ number: Int32) {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in
      let saved = errno
      var byte: UInt8 = 0
      _ = unsafe write(SignalWatch.pipe.load(ordering: .acquiring), &byte, 1)
      errno = saved
    }
    // The second time, what the system does.
    action.sa_flags = Int32(bitPattern: SA_RESETHAND) | SA_RESTART
    unsafe sigaction(number, &action, nil)
  }
}
