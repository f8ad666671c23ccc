import FoundationEssentials

/// One client's requests, answered in the order they come.
struct HTTPConnection {
  private let client: ClientSocket
  private let responder: ExplorerResponder
  private let limits: HTTPLimits
  private var received = ReceivedBytes()
  /// Nothing was asked yet; whoever connects has something to ask.
  private var isNew = true

  init(_ client: ClientSocket, responder: ExplorerResponder, limits: HTTPLimits) {
    (self.client, self.responder, self.limits) = (client, responder, limits)
  }

  /// Ends with the connection closed.
  mutating func serve() async {
    while !Task.isCancelled, let exchange = await nextExchange() {
      guard await Self.answer(exchange, client, limits) else {
        return await client.close(within: limits.closingTime)
      }
    }
    await client.close(within: .zero)
  }

  /// A request and how it is answered.
  private struct Exchange: Sendable {
    let response: @Sendable () async -> Response
    var hasBody = true
    var keepsAlive = false
  }

  /// A response that is under way is finished though the server is told to end.
  private static func answer(
    _ exchange: Exchange, _ client: ClientSocket, _ limits: HTTPLimits
  ) async -> Bool {
    await Task {
      let response = await exchange.response()
      let head = response.head(keepsAlive: exchange.keepsAlive)
      // A response to HEAD tells the length of a body that does not come.
      let body = exchange.hasBody ? response.body : Data()
      let deadline = limits.deadline(forBytes: head.count + body.count)
      do throws(ClientSocket.Ending) {
        // Short responses go in one piece; long ones are not copied for it.
        try await client.send(head + body.prefix(firstPiece), until: deadline)
        try await client.send(body.dropFirst(firstPiece), until: deadline)
      } catch {
        return false
      }
      return exchange.keepsAlive
    }.value
  }

  /// Bytes.
  private static let firstPiece = 16 << 10

  /// - Returns: `nil` where the client has none, or went away.
  private mutating func nextExchange() async -> Exchange? {
    do throws(RequestError) {
      guard let head = try await nextHead() else { return nil }
      return try await exchange(head)
    } catch {
      return Exchange { Response.problem(error.status, error.text) }
    }
  }

  private mutating func exchange(_ head: RequestHead) async throws(RequestError) -> Exchange? {
    switch responder.decision(on: head) {
    case .answered(let response):
      // Nobody who is not let in has a body read, or keeps the connection.
      return Exchange(response: { response }, hasBody: head.method != "HEAD")
    case .admitted(let route):
      guard head.bodyLength <= limits.body else {
        throw RequestError(.contentTooLarge, "The request is too long.")
      }
      guard let body = try await nextBody(head.bodyLength) else { return nil }
      let request = Request(head, body: body)
      return Exchange(
        response: { await ExplorerResponder.response(to: request, by: route) },
        keepsAlive: head.keepsAlive)
    }
  }

  private mutating func nextHead() async throws(RequestError) -> RequestHead? {
    var deadline = ContinuousClock.Instant.now + (isNew ? limits.headTime : limits.idleTime)
    isNew = false
    var hasBegun = false
    while true {
      if let head = try received.head(limit: limits.head) { return head }
      if !hasBegun, !received.isEmpty {
        hasBegun = true
        deadline = .now + limits.headTime
      }
      guard try await receive(until: deadline, hasBegun: hasBegun) else { return nil }
    }
  }

  private mutating func nextBody(_ length: Int) async throws(RequestError) -> Data? {
    let deadline = limits.deadline(forBytes: length)
    while received.count < length {
      guard try await receive(until: deadline, hasBegun: true) else { return nil }
    }
    return Data(received.take(length))
  }

  /// - Returns: Whether there is more now.
  /// - Throws: `RequestError` if a request that has begun takes too long.
  private mutating func receive(
    until deadline: ContinuousClock.Instant, hasBegun: Bool
  ) async throws(RequestError) -> Bool {
    do {
      received.append(try await client.receive(until: deadline))
      return true
    } catch {
      guard error == .late, hasBegun else { return false }
      throw RequestError(.requestTimeout, "The request takes too long.")
    }
  }
}
