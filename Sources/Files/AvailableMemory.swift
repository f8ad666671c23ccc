import Glibc

/// The memory that this process may still take.
public enum AvailableMemory {
  /// Bytes: the least of what the machine has left, its control group, and `ulimit -v`.
  public static var bytes: Double {
    [machine, group, addresses].compactMap(\.self).min() ?? .infinity
  }

  /// Refuses work that cannot fit, before it begins.
  ///
  /// - Parameters:
  ///   - bytes: What the work takes at least.
  ///   - work: What takes them, as a subject: `reading 3 columns of 5 rows`.
  ///   - path: The file or setting whose size it is.
  ///   - fix: What makes it smaller, a sentence.
  /// - Throws: `SkysortError` with ``ExitCode/temporary`` and both numbers.
  public static func require(
    _ bytes: Double, for work: @autoclosure () -> String, path: String, fix: String
  ) throws(SkysortError) {
    // Not worth a look at the system.
    guard !(bytes < 64e6) else { return }
    let available = Self.bytes
    guard !(bytes <= available) else { return }
    throw SkysortError(
      exceedingMemory: work(), needed: bytes, available: available, path: path, fix: fix)
  }

  /// `1.5 GB` of bytes.
  fileprivate static func text(_ bytes: Double) -> String {
    let units = [(1e12, "TB"), (1e9, "GB")]
    let (unit, name) = units.first { bytes >= $0.0 } ?? (1e6, "MB")
    let tenths = (bytes / unit * 10).rounded()
    guard tenths < 1e6 else { return "\(bytes / unit) \(name)" }
    return "\(tenths / 10) \(name)"
  }

  // MARK: Limits

  private static var machine: Double? {
    lines(of: "/proc/meminfo").lazy.filter { $0.first == "MemAvailable:" }
      .compactMap { $0.dropFirst().first.flatMap { Double($0) } }.first.map { $0 * 1024 }
  }

  /// Of either version, as a container sees its own or as the machine lists it; parents are not
  /// looked at.
  private static var group: Double? {
    let (first, second) = (
      ("memory.limit_in_bytes", "memory.usage_in_bytes"), ("memory.max", "memory.current")
    )
    var folders = [("/sys/fs/cgroup/memory", first), ("/sys/fs/cgroup", second)]
    for line in lines(of: "/proc/self/cgroup") {
      let parts = line.joined(separator: " ").split(
        separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      if parts[1] == "memory" { folders.append(("/sys/fs/cgroup/memory" + parts[2], first)) }
      if parts[1].isEmpty { folders.append(("/sys/fs/cgroup" + parts[2], second)) }
    }
    return folders.compactMap { folder, names -> Double? in
      guard let limit = number("\(folder)/\(names.0)"), let used = number("\(folder)/\(names.1)")
      else { return nil }
      // What only caches files is given back.
      let cached = lines(of: "\(folder)/memory.stat").first {
        ["inactive_file", "total_inactive_file"].contains($0.first)
      }
      return limit - used + (cached?.last.flatMap { Double($0) } ?? 0)
    }.min().map { max(0, $0) }
  }

  private static var addresses: Double? {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur != .max
    else { return nil }
    let pages = lines(of: "/proc/self/statm").first?.first.flatMap { Double($0) } ?? 0
    return max(0, Double(limit.rlim_cur) - pages * Double(getpagesize()))
  }

  private static func number(_ path: String) -> Double? {
    lines(of: path).first?.first.flatMap { Double($0) }
  }

  /// Words by line of a file that the system writes; empty where there is none.
  private static func lines(of path: String) -> [[Substring]] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    guard count > 0 else { return [] }
    return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: " ") }
  }
}

extension SkysortError {
  /// Work that cannot fit in memory.
  ///
  /// - Parameters:
  ///   - work: What takes the bytes, as a subject.
  ///   - path: The file or setting whose size it is.
  public init(
    exceedingMemory work: String, needed: Double, available: Double, path: String, fix: String
  ) {
    self.init(
      path: path,
      problem: "\(work) takes about \(AvailableMemory.text(needed)) of memory, and "
        + "\(AvailableMemory.text(available)) are free", fix: fix, exitCode: .temporary)
  }
}
