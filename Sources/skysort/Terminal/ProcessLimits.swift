import Files
import Glibc

/// What the system lets the process have, against the least it needs.
///
/// Below it, libraries end the process without a word.
enum ProcessLimits {
  /// Files open at once, beyond what is open from the start.
  private static let leastFiles = 16
  /// Where allowed, for an explorer with many connections.
  private static let usefulFiles: rlim_t = 4096
  /// Bytes of address space; below it, libraries crash now and then where one more block is refused.
  private static let leastMemory = 256 << 20

  /// - Throws: `SkysortError`, `ExitCode.temporary`, where there is less.
  static func check() throws(SkysortError) {
    raiseFileLimit()
    let files = freeFiles()
    guard files >= leastFiles else {
      throw SkysortError(
        path: "open files",
        problem: "the limit leaves \(files), and at least \(leastFiles) are needed",
        fix: "Raise it (ulimit -n).", exitCode: .temporary)
    }
    guard hasMemory() else {
      throw SkysortError(
        path: "memory",
        problem: "the limit of the address space leaves less than \(leastMemory >> 20) MiB",
        fix: "Raise it (ulimit -v).", exitCode: .temporary)
    }
  }

  private static func raiseFileLimit() {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    let raised = min(limit.rlim_max, usefulFiles)
    guard raised > limit.rlim_cur else { return }
    limit.rlim_cur = raised
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private static func freeFiles() -> Int {
    var opened: [Int32] = []
    while opened.count < leastFiles {
      let descriptor = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { break }
      opened.append(descriptor)
    }
    for descriptor in opened { close(descriptor) }
    return opened.count
  }

  private static func hasMemory() -> Bool {
    let room = unsafe mmap(
      nil, leastMemory, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let room = unsafe room, unsafe room != MAP_FAILED else { return false }
    unsafe munmap(room, leastMemory)
    return true
  }
}
