import Dispatch
import Glibc

/// Calls of a hub on this machine, each over a connection of its own.
struct HubConnection: Sendable {
  let address: HubAddress

  struct Failure: Error {
    let problem: String
  }

  /// Bytes of an answer.
  static let maximumAnswer = 4 << 20
  /// Seconds the hub has to answer.
  private static let patience = 5

  /// - Throws: ``Failure`` where the hub is gone or does not understand.
  func call(_ method: String, _ parameters: [XMLRPCValue]) async throws -> XMLRPCValue {
    let body = XMLRPCValue.call(method, parameters)
    let answer = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try exchange(body) })
      }
    }
    do {
      return try XMLRPCReader.answer(answer)
    } catch {
      throw Failure(problem: "The SAMP hub's answer to \(method): \(error.problem)")
    }
  }

  /// The body of the hub's answer.
  private func exchange(_ body: String) throws -> [UInt8] {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(problem: "No connection can be made.") }
    defer { close(descriptor) }
    guard connect(descriptor) else {
      throw Failure(problem: "The SAMP hub does not answer any more.")
    }
    let request =
      "POST \(address.path) HTTP/1.0\r\nHost: 127.0.0.1:\(address.port)\r\n"
      + "Content-Type: text/xml\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    send(Array(request.utf8), to: descriptor)
    let answer = try receive(from: descriptor)
    guard answer.starts(with: "HTTP/1.".utf8), answer.dropFirst(8).starts(with: " 200".utf8),
      let end = answer.firstRange(of: Array("\r\n\r\n".utf8))
    else { throw Failure(problem: "The SAMP hub does not speak HTTP as expected.") }
    return Array(answer[end.upperBound...])
  }

  private func connect(_ descriptor: Int32) -> Bool {
    var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &patience, size)
    }
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = in_port_t(address.port).bigEndian
    place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return unsafe withUnsafePointer(to: &place) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private func send(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private func receive(from descriptor: Int32) throws -> [UInt8] {
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while answer.count < Self.maximumAnswer {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
      }
      guard count >= 0 else { throw Failure(problem: "The SAMP hub takes too long.") }
      if count == 0 { return answer }
      answer += buffer[..<count]
    }
    throw Failure(problem: "The SAMP hub says too much.")
  }
}
