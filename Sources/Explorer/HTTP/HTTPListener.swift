import Files
import FlyingSocks
import Glibc

/// A port of the loopback interface, which only programs of this machine can reach.
struct HTTPListener: Sendable {
  let port: Int
  private let socket: Socket

  /// - Parameter port: Any free one where 0.
  /// - Throws: `SkysortError` if there is no such port, or it is taken.
  init(port: Int) throws {
    guard let number = UInt16(exactly: port) else { throw Self.problem(port, "no such port") }
    do {
      let socket = try Socket(domain: AF_INET, type: .stream)
      do {
        try socket.setValue(true, for: .localAddressReuse)
        try socket.bind(to: sockaddr_in.inet(ip4: "127.0.0.1", port: number))
        try socket.listen()
        try socket.setFlags(.nonBlocking)
        guard case .ip4(_, let given) = try socket.sockname() else {
          throw SocketError.unsupportedAddress
        }
        self.port = Int(given)
      } catch {
        try? socket.close()
        throw error
      }
      Self.keepFromChildren(socket)
      self.socket = socket
    } catch let error as SocketError {
      throw Self.problem(port, Self.text(error))
    }
  }

  /// Answers whoever connects, until the task is cancelled or the system fails.
  ///
  /// May be called once; the port is free again when it ends.
  func run(_ responder: ExplorerResponder, limits: HTTPLimits) async throws {
    let pool = SocketPool.ePoll()
    try await pool.prepare()
    let connections = Task { await accept(pool, responder, limits) }
    let events = Task {
      defer { connections.cancel() }
      try await pool.run()
    }
    await withTaskCancellationHandler {
      await connections.value
    } onCancel: {
      connections.cancel()
      Task {
        try? await Task.sleep(for: limits.endingTime)
        events.cancel()
      }
    }
    await pool.close(socket)
    events.cancel()
    if case .failure(let error as SocketError) = await events.result, !Task.isCancelled {
      throw Self.problem(port, Self.text(error))
    }
  }

  private func accept(
    _ pool: SocketPool<ePoll>, _ responder: ExplorerResponder, _ limits: HTTPLimits
  ) async {
    await withTaskGroup(of: Void.self) { group in
      var count = 0
      while !Task.isCancelled {
        guard let client = await nextClient(pool) else { continue }
        // Connections that have ended count until they are asked for.
        if count == limits.connections {
          await group.next()
          count -= 1
        }
        group.addTask {
          var connection = HTTPConnection(client, responder: responder, limits: limits)
          await connection.serve()
        }
        count += 1
      }
    }
  }

  /// - Returns: `nil` where it is worth trying again.
  private func nextClient(_ pool: SocketPool<ePoll>) async -> ClientSocket? {
    do {
      let client = Socket(file: try socket.accept().file)
      Self.keepFromChildren(client)
      do {
        return try ClientSocket(client, pool: pool)
      } catch {
        try? client.close()
      }
    } catch SocketError.blocked {
      try? await pool.suspendSocket(socket, untilReadyFor: .read)
    } catch {
      // A client that is gone already, or no descriptor to be had until one is closed.
      try? await Task.sleep(for: .milliseconds(50))
    }
    return nil
  }

  /// A browser that was started by the program must not hold the port open after it.
  private static func keepFromChildren(_ socket: Socket) {
    _ = fcntl(socket.file.rawValue, F_SETFD, FD_CLOEXEC)
  }

  private static func text(_ error: SocketError) -> String {
    if case .failed(_, _, let message) = error { return message }
    return error.errorDescription ?? "\(error)"
  }

  private static func problem(_ port: Int, _ text: String) -> SkysortError {
    SkysortError(
      path: "127.0.0.1:\(port)", problem: "cannot be listened on: \(text)",
      fix: "Choose another --port, or none.", exitCode: .inputOutput)
  }
}
