import FlyingSocks
import FoundationEssentials
import Glibc

/// A connected client. Nothing waits longer than until a deadline.
struct ClientSocket: Sendable {
  private let socket: Socket
  private let pool: SocketPool<ePoll>

  init(_ socket: Socket, pool: SocketPool<ePoll>) throws {
    (self.socket, self.pool) = (socket, pool)
    try socket.setFlags(.nonBlocking)
    // A response's last piece does not wait for the client's word that it has the one before.
    let sendsAtOnce = BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY)
    try socket.setValue(true, for: sendsAtOnce)
  }

  enum Ending: Error {
    /// The client has closed the connection, or the server ends.
    case closed
    case late
  }

  /// - Returns: At least one byte.
  func receive(until deadline: ContinuousClock.Instant) async throws(Ending) -> [UInt8] {
    while true {
      do {
        return try socket.read(atMost: 16 << 10)
      } catch SocketError.blocked {
        try await wait(for: .read, until: deadline)
      } catch {
        throw .closed
      }
    }
  }

  func send(_ data: Data, until deadline: ContinuousClock.Instant) async throws(Ending) {
    var sent = data.startIndex
    while sent < data.endIndex {
      do {
        sent = try socket.write(data, from: sent)
      } catch SocketError.blocked {
        try await wait(for: .write, until: deadline)
      } catch {
        throw .closed
      }
    }
  }

  private func wait(
    for events: Socket.Events, until deadline: ContinuousClock.Instant
  ) async throws(Ending) {
    let ending = await withTaskGroup(of: Ending?.self) { group in
      group.addTask {
        do {
          try await pool.suspendSocket(socket, untilReadyFor: events)
          return nil
        } catch {
          return .closed
        }
      }
      group.addTask {
        do {
          try await Task.sleep(until: deadline, clock: .continuous)
          return .late
        } catch {
          return .closed
        }
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    if let ending { throw ending }
  }

  /// Closes the connection after the client had time to read what it was sent: closing with
  /// bytes unread would take the last response back.
  func close(within time: Duration) async {
    shutdown(socket.file.rawValue, Int32(SHUT_WR))
    let deadline = ContinuousClock.Instant.now + time
    while ContinuousClock.Instant.now < deadline,
      (try? await receive(until: deadline)) != nil
    {}
    await pool.close(socket)
  }
}

extension SocketPool {
  /// Closes a socket while nothing else is done to the pool.
  ///
  /// The pool resumes whoever waits for a socket before it forgets the socket. A descriptor that
  /// is closed between the two stays known to it, and whoever gets its number next waits for ever.
  func close(_ socket: Socket) { try? socket.close() }
}
