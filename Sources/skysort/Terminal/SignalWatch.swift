import Files
import Foundation
import Glibc
import Synchronization
import Tasks

/// Turns Ctrl-C or a request to terminate into one to stop at the next safe point; a second one, or
/// one where nothing waits for it, ends at once and leaves no temporary files. Work without a safe
/// point within ``patience`` ends wherever it is; what it was writing never comes to be.
///
/// The handler writes a byte into a pipe, which is all that a handler may do. A thread of its own
/// waits for it, so that no queue which busy work fills can hold it up.
final class SignalWatch: Sendable {
  let interruption: Interruption
  private let wayOn: String?

  /// How long the next safe point may take, milliseconds.
  private static let patience: Int32 = 700

  /// - Parameter wayOn: How to go on with stopped work.
  init(wayOn: String? = nil) {
    interruption = Interruption(wayOn: wayOn)
    self.wayOn = wayOn
    Self.current.withLock { $0 = self }
  }

  /// Who is told of the next signal.
  private static let current = Mutex<SignalWatch?>(nil)
  /// Where the handler writes to; handlers are the process's and take no arguments.
  private static let pipe = Atomic<Int32>(-1)
  private static let signalCount = Atomic<Int>(0)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Begins to answer signals; called once.
  static func begin() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe, signals do what they do to other programs.
    guard unsafe Glibc.pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipe.store(ends[1], ordering: .releasing)
    let end = ends[0]
    Thread { wait(reading: end) }.start()
    for number in signals { handle(number) }
  }

  private static func wait(reading end: Int32) {
    // Whoever started the program may have blocked them.
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in signals { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    while let number = next(from: end) {
      guard let watch = current.withLock({ $0.take() }) else { endProcess(number) }
      watch.interruption.request()
      if isAnother(in: end, within: patience), let number = next(from: end) { endProcess(number) }
      Terminal.standard.message("\n\(Interrupted(wayOn: watch.wayOn).description)")
      TemporaryNames.removeAll()
      _exit(ExitCode.interrupted.rawValue)
    }
  }

  /// The next signal's number; `nil` where none can be read, which is no request.
  private static func next(from end: Int32) -> Int32? {
    var byte: UInt8 = 0
    var count = 0
    repeat { count = unsafe read(end, &byte, 1) } while count < 0 && errno == EINTR
    return count == 1 ? Int32(byte) : nil
  }

  private static func isAnother(in end: Int32, within milliseconds: Int32) -> Bool {
    var request = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, milliseconds) > 0
  }

  private static func endProcess(_ number: Int32) -> Never {
    TemporaryNames.removeAll()
    signal(number, SIG_DFL)
    kill(getpid(), number)
    while true { pause() }
  }

  private static func handle(_ number: Int32) {
    var action = sigaction()
    // What outlives its terminal by nohup stays so.
    if number == SIGHUP, unsafe sigaction(number, nil, &action) == 0,
      unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
    {
      return
    }
    action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      let saved = errno
      // The third time, what the system does, whatever the thread does.
      if SignalWatch.signalCount.add(1, ordering: .relaxed).newValue > 2 {
        signal(number, SIG_DFL)
        raise(number)
      }
      var byte = UInt8(truncatingIfNeeded: number)
      _ = unsafe write(SignalWatch.pipe.load(ordering: .acquiring), &byte, 1)
      errno = saved
    }
    action.sa_flags = SA_RESTART
    unsafe sigaction(number, &action, nil)
  }
}
