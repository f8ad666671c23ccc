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
  var connections = 256
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

  /// The latest end of a transfer that begins now.
  func deadline(forBytes count: Int) -> ContinuousClock.Instant {
    .now + transferTime + .seconds(count / slowestRate)
  }
}
