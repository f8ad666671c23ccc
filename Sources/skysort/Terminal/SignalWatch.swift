import Files
import Foundation
import Glibc
import Synchronization
import Tasks

/// Turns Ctrl-C or a request to terminate into one to stop at the next safe point; a second one ends
/// at once. Work without a safe point within ``patience`` ends wherever it is, unless an output is
/// being written.
///
/// The handler writes a byte into a pipe, which is all that a handler may do. A thread of its own
/// waits for it, so that no queue which busy work fills can hold it up.
final class SignalWatch {
  let interruption: Interruption

  /// How long the next safe point may take, microseconds.
  private static let patience: UInt32 = 700_000

  /// - Parameter wayOn: How to go on with stopped work.
  init(wayOn: String? = nil) {
    interruption = Interruption(wayOn: wayOn)
    var ends: [Int32] = [-1, -1]
    // Without a pipe, signals do what they do to other programs.
    guard unsafe Glibc.pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    Self.pipe.store(ends[1], ordering: .releasing)
    Self.startThread(reading: ends[0], interruption, wayOn: wayOn)
    for number in [SIGINT, SIGTERM] { Self.handle(number) }
  }

  /// Where the handler writes to; handlers are the process's and take no arguments.
  private static let pipe = Atomic<Int32>(-1)

  private static func startThread(
    reading end: Int32, _ interruption: Interruption, wayOn: String?
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
      usleep(patience)
      while AtomicFile.isAnyOpen { usleep(10_000) }
      let message = "\nskysort: \(Interrupted(wayOn: wayOn).description)\n"
      FileHandle.standardError.write(Data(message.utf8))
      _exit(ExitCode.interrupted.rawValue)
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
