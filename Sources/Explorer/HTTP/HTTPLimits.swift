import Glibc

/// What a client may ask of the server's memory, time and connections.
///
/// Every phase of a connection ends at a moment that was known when it began, so that nobody who
/// sends or reads slowly holds a connection for ever.
struct HTTPLimits: Sendable {
  /// Bytes of a request's first line and fields.
  var head = 64 << 10
  /// Bytes of a request's body: as many identifiers as a page holds at once, and some more.
  var body = 8 << 20
  /// Connections at once; more wait until one is closed.
  var connections = connections(ofFiles: openFileLimit)
  /// A connection may rest between two requests that were let in, as long as browsers keep one.
  var idleTime = Duration.seconds(300)
  /// A request's head must begin so soon after connecting, and be whole so soon after that.
  var headTime = Duration.seconds(15)
  /// Bodies and responses get a minute, and more for what is long.
  var transferTime = Duration.seconds(60)
  /// Bytes a second that a transfer of any length must reach.
  var slowestRate = 16 << 10
  /// A client that is still sending gets this long to read the last response.
  var closingTime = Duration.seconds(2)
  /// Responses that are under way when the server is told to end.
  var endingTime = Duration.seconds(5)

  /// Never so many that nothing is left to open images and labels with.
  ///
  /// - Parameter limit: Files that the process may have open.
  static func connections(ofFiles limit: Int) -> Int { max(1, min(256, limit / 4)) }

  private static var openFileLimit: Int {
    var limit = rlimit()
    let status = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return status == 0 ? Int(clamping: limit.rlim_cur) : 0
  }

  /// The latest end of a transfer that begins now.
  func deadline(forBytes count: Int) -> ContinuousClock.Instant {
    .now + transferTime + .seconds(count / slowestRate)
  }
}
