import Files
import Glibc

/// Where a hub of the Standard Profile says it is.
struct HubAddress: Hashable, Sendable {
  let secret: String
  let port: Int
  let path: String

  /// The hub of `SAMP_HUB`, or of the file `.samp` at home; `nil` where none says it runs.
  static func find() -> HubAddress? {
    let named = unsafe getenv("SAMP_HUB").map { unsafe String(cString: $0) }
    let home = unsafe getenv("HOME").map { unsafe Paths.text($0) } ?? ""
    let mark = "std-lockurl:file://"
    guard let lockfile = named else { return read(Paths.join(home, ".samp")) }
    guard lockfile.hasPrefix(mark) else { return nil }
    let rest = lockfile.dropFirst(mark.count)
    return read(String(rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest))
  }

  private static func read(_ path: String) -> HubAddress? {
    guard let bytes = try? WholeFile.read(path, maximumSize: 1 << 16) else { return nil }
    return HubAddress(lockfile: String(decoding: bytes, as: UTF8.self))
  }

  /// - Parameter lockfile: Lines `key=value`; others are comments.
  init?(lockfile: String) {
    var entries: [Substring: Substring] = [:]
    for line in lockfile.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      guard let mark = line.firstIndex(of: "=") else { continue }
      entries[line[..<mark]] = line[line.index(after: mark)...]
    }
    guard let secret = entries["samp.secret"], let address = entries["samp.hub.xmlrpc.url"],
      address.hasPrefix("http://")
    else { return nil }
    let place = address.dropFirst("http://".count)
    let host = place.prefix { $0 != "/" }
    guard let colon = host.lastIndex(of: ":"), let port = Int(host[host.index(after: colon)...]),
      (1...65_535).contains(port)
    else { return nil }
    // A hub may call this machine by its name; it runs here, for its file is here.
    self.secret = String(secret)
    self.port = port
    path = host.endIndex == place.endIndex ? "/" : String(place[host.endIndex...])
  }
}
