/// The hub between astronomers' programs, as TOPCAT and Aladin bring one.
///
/// It is registered with for each question and left again: nothing is kept that could outlive
/// the hub.
///
/// - Source: SAMP 1.3, IVOA Recommendation 2012; the Standard Profile.
struct SAMPHub: Sendable {
  let connection: HubConnection

  /// `nil` where no hub says it runs.
  init?() {
    guard let address = HubAddress.find() else { return nil }
    self.init(address)
  }

  init(_ address: HubAddress) { connection = HubConnection(address: address) }

  /// A program that can take what we send.
  struct Client: Sendable, Encodable, Hashable {
    let id: String
    let name: String
    let takesTables: Bool
    let pointsAtSky: Bool
  }

  private static let tableType = "table.load.fits"
  private static let pointType = "coord.pointAt.sky"

  func clients() async throws -> [Client] {
    try await registered { key in
      let tables = try await subscribed(to: Self.tableType, key)
      let points = try await subscribed(to: Self.pointType, key)
      var clients: [Client] = []
      for id in tables.union(points).sorted() {
        let about = try await connection.call("samp.hub.getMetadata", [key, .text(id)])
        clients.append(
          Client(
            id: id, name: about.map?["samp.name"]?.text ?? id, takesTables: tables.contains(id),
            pointsAtSky: points.contains(id)))
      }
      return clients
    }
  }

  /// - Parameters:
  ///   - path: Of a FITS file, from the root.
  ///   - name: What people see.
  func load(_ path: String, name: String, client: String) async throws {
    try await notify(
      client, Self.tableType,
      ["url": .text(Self.address(of: path)), "table-id": .text(path), "name": .text(name)])
  }

  /// - Parameters:
  ///   - rightAscension: Degrees.
  ///   - declination: Degrees.
  func point(rightAscension: Double, declination: Double, client: String) async throws {
    try await notify(
      client, Self.pointType,
      ["ra": .text(rightAscension.description), "dec": .text(declination.description)])
  }

  private func notify(
    _ client: String, _ type: String, _ parameters: [String: XMLRPCValue]
  ) async throws {
    try await registered { key in
      let message: XMLRPCValue = .map([
        "samp.mtype": .text(type), "samp.params": .map(parameters),
      ])
      _ = try await connection.call("samp.hub.notify", [key, .text(client), message])
    }
  }

  private func registered<Value>(
    _ work: (XMLRPCValue) async throws -> Value
  ) async throws -> Value {
    let answer = try await connection.call(
      "samp.hub.register", [.text(connection.address.secret)])
    guard let key = answer.map?["samp.private-key"] else {
      throw HubConnection.Failure(problem: "The SAMP hub gives no key.")
    }
    do {
      _ = try await connection.call(
        "samp.hub.declareMetadata", [key, .map(["samp.name": .text("Skysort explorer")])])
      let value = try await work(key)
      _ = try? await connection.call("samp.hub.unregister", [key])
      return value
    } catch {
      _ = try? await connection.call("samp.hub.unregister", [key])
      throw error
    }
  }

  private func subscribed(
    to type: String, _ key: XMLRPCValue
  ) async throws -> Set<String> {
    let answer = try await connection.call("samp.hub.getSubscribedClients", [key, .text(type)])
    return Set(answer.map?.keys.map { $0 } ?? [])
  }

  /// A path as an address; what could be taken for part of it is encoded.
  private static func address(of path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var address = "file://"
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789/._-".unicodeScalars.contains(scalar))
      address += isPlain ? String(scalar) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
    return address
  }
}
